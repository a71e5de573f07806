using Hathi.Hdfs.Core.Model;
using Hathi.Simulation.Tests.Hdfs.Checks;
using Hathi.Simulation.Tests.Kit;

namespace Hathi.Simulation.Tests.Hdfs.Client;

/// <summary>Reads every file when all is over: all bytes must be there but of what damage took.</summary>
internal sealed class AuditorActor : HdfsClientActor
{
    public AuditorActor(SimProcess process, HdfsCluster cluster)
        : base(process, cluster, "10.9.9.9")
    {
        Calls = new ClientCalls(this);
    }

    public override void OnStart()
    {
        Start(ReadAllAsync);
        ThrowIfFailed();
    }

    private async Task ReadAllAsync()
    {
        foreach (var file in Cluster.Ledger.Tree.Files.ToList())
        {
            var whole = await new FileReader(this).ReadAsync(file.Path).ConfigureAwait(false);
            Cluster.World.Check(whole || file.Blocks.Any(MayBeLost), $"{file.Path} cannot be read: {string.Join(' ', file.Blocks)}");
            Cluster.World.Report.Add(whole ? "files whole at the end" : "files damaged at the end", 1);
        }

        IsDone = true;
    }

    private bool MayBeLost(Block block) => Cluster.Contents.Get(block.Id).MayBeLost;
}
