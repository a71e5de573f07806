using Hathi.Hdfs.Core.Blocks.Nodes;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.Blocks.State;

/// <summary>A replica that a writer's pipeline is expected to leave, and what its node has said of it (ReplicaUnderConstruction).</summary>
internal sealed class ExpectedReplica(DataNodeStorage storage, long generationStamp, long length, ReplicaState state)
{
    public DataNodeStorage Storage { get; set; } = storage;

    public long GenerationStamp { get; set; } = generationStamp;

    public long Length { get; set; } = length;

    public ReplicaState State { get; set; } = state;

    /// <summary>The node itself has told of it.</summary>
    public bool Reported { get; set; }

    /// <summary>Has led a recovery already; another goes first.</summary>
    public bool WasPrimary { get; set; }

    /// <summary>Recoveries in which its node was asked what it has, the running one included.</summary>
    public int Asked { get; set; }

    /// <summary>Those of them since the node last reported the replica.</summary>
    public int AskedSinceReport { get; set; }

    /// <summary>Counted in the storage's <see cref="DataNodeStorage.Scheduled"/>.</summary>
    public bool Scheduled { get; set; }

    /// <summary>The replica as its node has it.</summary>
    public Block OnDisk(long blockId) => new(blockId, Length, GenerationStamp);

    public bool Alive => Storage.Node.Alive && Storage.State != StorageState.Failed;
}

/// <summary>What is kept of a block only until it is complete (BlockUnderConstructionFeature).</summary>
internal sealed class OpenBlock
{
    public List<ExpectedReplica> Replicas { get; private set; } = [];

    /// <summary>
    /// Monotonic milliseconds from which on nodes that may hold it besides <see cref="Replicas"/> had the time to say
    /// so; -1: there are none.
    /// </summary>
    public long MissedSince { get; set; } = -1;

    /// <summary>Monotonic milliseconds at which space was last set aside for it.</summary>
    public long PromisedAt { get; set; }

    /// <summary>Generation stamp of the running recovery; 0: none.</summary>
    public long RecoveryId { get; set; }

    /// <summary>The recovery whose order a node has taken last.</summary>
    public long OrderedId { get; set; }

    /// <summary>
    /// The pipeline as the client or the name space gives it; space set aside on storages that are no longer in it is freed.
    /// </summary>
    public void SetReplicas(List<ExpectedReplica> replicas)
    {
        if (Replicas.Count > 0)
        {
            TakeOver(replicas);
        }

        Replicas = replicas;
    }

    private void TakeOver(List<ExpectedReplica> replicas)
    {
        var byStorage = new Dictionary<DataNodeStorage, ExpectedReplica>(replicas.Count);
        foreach (var replica in replicas)
        {
            byStorage.TryAdd(replica.Storage, replica);
        }

        foreach (var old in Replicas)
        {
            if (!byStorage.TryGetValue(old.Storage, out var same))
            {
                Unschedule(old);
                continue;
            }

            same.Scheduled = old.Scheduled;
            same.WasPrimary = old.WasPrimary;
        }
    }

    /// <summary>What a node reports of its replica. The node may have chosen another storage than it was told.</summary>
    public ExpectedReplica Report(DataNodeStorage storage, long generationStamp, long length, ReplicaState state)
    {
        var replica = Replicas.Find(r => r.Storage.Node == storage.Node);
        if (replica is null)
        {
            replica = new ExpectedReplica(storage, generationStamp, length, state);
            Replicas.Add(replica);
        }
        else if (replica.Storage != storage)
        {
            Unschedule(replica);
            replica.Storage = storage;
        }

        replica.GenerationStamp = generationStamp;
        replica.Length = length;
        replica.State = state;
        replica.Reported = true;
        replica.AskedSinceReport = 0;
        return replica;
    }

    public ExpectedReplica? On(DataNodeDescriptor node) => Replicas.Find(r => r.Storage.Node == node);

    /// <summary>Frees the space set aside for what has not come.</summary>
    public void UnscheduleAll()
    {
        foreach (var replica in Replicas)
        {
            Unschedule(replica);
        }
    }

    public static void Unschedule(ExpectedReplica replica)
    {
        if (replica.Scheduled)
        {
            replica.Storage.Scheduled--;
            replica.Scheduled = false;
        }
    }
}
