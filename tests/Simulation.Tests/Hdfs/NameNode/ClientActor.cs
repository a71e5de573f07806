using Hathi.Base.Cores;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Operations;
using Hathi.Simulation.Tests.Kit;
using Hathi.Simulation.Tests.Kit.Runtime;

namespace Hathi.Simulation.Tests.Hdfs.NameNode;

/// <summary>
/// A caller of the NameNode: one operation after the other, chosen by chance, with its name, keys for what must happen once, and retries.
/// Meanwhile it has some files open, into which nothing can be written, and renews their leases.
/// </summary>
internal sealed class ClientActor : AsyncActor
{
    private const int RenewMilliseconds = 1_500;
    private const int Attempts = 25;
    private const int Timeout = 1_300;
    private readonly HdfsCluster _cluster;
    private readonly NameNodeProxy _nameNode;
    private readonly ClientOperations _operations;
    private readonly string _address;
    private readonly ulong _id;
    private int _calls;

    public ClientActor(SimProcess process, HdfsCluster cluster, string address)
        : base(process, cluster.NextId)
    {
        _cluster = cluster;
        _address = address;
        _nameNode = new NameNodeProxy(this, cluster);
        _id = (ulong)cluster.NextId();
        Holder = $"DFSClient_{Name}_{_id}";
        _operations = new ClientOperations(this, cluster);
    }

    /// <summary>As the leases name it.</summary>
    public string Holder { get; }

    public Caller Caller => new(HdfsSettings.SuperUser, ["supergroup"], _address);

    /// <summary>It has done all that it wanted.</summary>
    public bool IsDone { get; private set; }

    public override void OnStart()
    {
        Start(OperateAsync);
        Start(RenewAsync);
        ThrowIfFailed();
    }

    public override void Accept(Connection connection, object first) => throw new InvalidOperationException("nobody calls a client");

    /// <summary>For what must happen once.</summary>
    public CallKey NewKey() => new(7, _id, _calls++);

    public Task<object?> AskAsync(NameNodeInput input) => _nameNode.AskAsync(input, Attempts, Timeout);

    private async Task OperateAsync()
    {
        while (!_cluster.Draining)
        {
            await Delay(Random.Next(1, 2 * _cluster.Settings.Think));
            await AttemptAsync(_operations.NextAsync).ConfigureAwait(false);
        }

        IsDone = true;
    }

    private async Task AttemptAsync(Func<Task> operation)
    {
        try
        {
            await operation().ConfigureAwait(false);
        }
        catch (Exception e) when (e is HdfsFault or NoAnswerException)
        {
            Process.Note("gives up", e.Message);
            _cluster.World.Report.Add(e is HdfsFault ? "operations refused" : "operations failed", 1);
        }
    }

    private async Task RenewAsync()
    {
        while (!IsDone)
        {
            await Delay(RenewMilliseconds);
            await AttemptAsync(
                () => _nameNode.AskAsync(new RenewLeaseRequest { Caller = Caller, ClientName = Holder }, 2, Timeout)).ConfigureAwait(false);
        }
    }
}
