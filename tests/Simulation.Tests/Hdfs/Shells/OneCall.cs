using Hathi.Hdfs.Client;
using Hathi.Simulation.Tests.Kit;
using Hathi.Simulation.Tests.Kit.Shells;

namespace Hathi.Simulation.Tests.Hdfs.Shells;

/// <summary>A client as it ships that does one thing.</summary>
internal sealed class OneCall(SimProcess process, HdfsCluster cluster, Kit.Shells.Shells shells, Func<HdfsFileSystem, Task> call)
    : ShellActor(process, shells), IClient
{
    public bool IsDone { get; private set; }

    public override void OnStart() => _ = Task.Run(RunAsync);

    private async Task RunAsync()
    {
        try
        {
            await call(ShellFileSystem.Make(this, cluster)).ConfigureAwait(false);
            IsDone = true;
        }
        catch (Exception e)
        {
            Life.Failed(e);
        }
    }
}
