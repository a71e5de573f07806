using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Operations;
using Hathi.Simulation.Tests.Hdfs.Checks;
using Hathi.Simulation.Tests.Hdfs.NameNode;
using Hathi.Simulation.Tests.Kit;
using Hathi.Simulation.Tests.Kit.Runtime;

namespace Hathi.Simulation.Tests.Hdfs;

/// <summary>
/// An administrator: has nodes decommissioned and taken back, and ends a safe mode that waits for blocks which nobody has any more.
/// </summary>
internal sealed class AdminActor : AsyncActor
{
    private const int LookMilliseconds = 1_000;
    private const int Patience = 15;
    private readonly HdfsCluster _cluster;
    private readonly NameNodeProxy _nameNode;
    private int _told;
    private int _inSafeMode;

    public AdminActor(SimProcess process, HdfsCluster cluster)
        : base(process, cluster.NextId)
    {
        _cluster = cluster;
        _nameNode = new NameNodeProxy(this, cluster);
        _told = cluster.ListsVersion;
    }

    public override void OnStart()
    {
        Start(RunAsync);
        ThrowIfFailed();
    }

    public override void Accept(Connection connection, object first) =>
        throw new InvalidOperationException("nobody calls an administrator");

    private async Task RunAsync()
    {
        while (true)
        {
            await Delay(LookMilliseconds);
            try
            {
                await LookAsync().ConfigureAwait(false);
            }
            catch (Exception e) when (e is NoAnswerException or HdfsFault)
            {
                Process.Note("gives up", e.Message);
            }
        }
    }

    private async Task LookAsync()
    {
        if (_told != _cluster.ListsVersion)
        {
            var (lists, version) = (_cluster.Lists, _cluster.ListsVersion);
            await AskAsync(new RefreshNodesRequest { Caller = CoreQuery.Root, Lists = lists }).ConfigureAwait(false);
            _told = version;
        }

        var isOn = await SafeModeAsync(SafeModeAction.Get).ConfigureAwait(false);
        _inSafeMode = isOn ? _inSafeMode + 1 : 0;
        if (_inSafeMode > Patience)
        {
            await SafeModeAsync(SafeModeAction.ForceExit).ConfigureAwait(false);
            _cluster.World.Report.Add("safe modes ended by hand", 1);
        }
    }

    private async Task<bool> SafeModeAsync(SafeModeAction action) => (bool)(await AskAsync(
        new SetSafeModeRequest { Caller = CoreQuery.Root, Action = action }).ConfigureAwait(false))!;

    private Task<object?> AskAsync(ClientRequest request) => _nameNode.AskAsync(request, 2, LookMilliseconds);
}
