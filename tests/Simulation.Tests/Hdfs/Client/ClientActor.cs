using Hathi.Hdfs.Core.Model;
using Hathi.Simulation.Tests.Kit;
using Hathi.Simulation.Tests.Kit.Runtime;

namespace Hathi.Simulation.Tests.Hdfs.Client;

/// <summary>
/// A client: one operation after the other, chosen by chance, with some files open for writing meanwhile, whose leases it renews.
/// </summary>
internal sealed class ClientActor : HdfsClientActor
{
    private const int RenewMilliseconds = 1_500;
    private readonly ClientOperations _operations;

    /// <param name="process">Its process.</param>
    /// <param name="cluster">Where it lives.</param>
    /// <param name="address">Of a DataNode's machine, or of none.</param>
    public ClientActor(SimProcess process, HdfsCluster cluster, string address)
        : base(process, cluster, address)
    {
        Calls = new ClientCalls(this);
        _operations = new ClientOperations(this);
    }

    /// <summary>Files that it writes.</summary>
    public List<FileWriter> Writers { get; } = [];

    public override void OnStart()
    {
        Start(OperateAsync);
        Start(RenewAsync);
        ThrowIfFailed();
    }

    private async Task OperateAsync()
    {
        while (!Cluster.Draining)
        {
            await Delay(Random.Next(1, 2 * Cluster.Settings.Think));
            await AttemptAsync(_operations.NextAsync).ConfigureAwait(false);
        }

        // Some close what they have open, others are gone with it.
        if (Random.Next(3) > 0)
        {
            foreach (var writer in Writers.Where(w => !w.IsBroken).ToArray())
            {
                await AttemptAsync(writer.CloseAsync).ConfigureAwait(false);
            }
        }

        Writers.Clear();
        IsDone = true;
    }

    private async Task AttemptAsync(Func<Task> operation)
    {
        try
        {
            await operation().ConfigureAwait(false);
        }
        catch (Exception e) when (e is HdfsFault or NoAnswerException or WriteFailedException)
        {
            Process.Note("gives up", e.Message);
            Cluster.World.Report.Add(e is HdfsFault ? "operations refused" : "operations failed", 1);
        }
    }

    private async Task RenewAsync()
    {
        while (!IsDone)
        {
            await Delay(RenewMilliseconds);
            if (Writers.Count > 0)
            {
                await AttemptAsync(Calls.RenewLeaseAsync).ConfigureAwait(false);
            }
        }
    }
}
