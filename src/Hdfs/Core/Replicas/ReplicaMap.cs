using System.Runtime.InteropServices;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.Replicas;

/// <summary>
/// All replicas of one block pool on one DataNode. The operations beside this file check what is asked against it and change it;
/// files are the shell's. Not thread-safe: the shell lets in one thread at a time, and between the check and the commit of one
/// operation no other operation on the same block.
/// </summary>
public sealed class ReplicaMap
{
    private readonly Dictionary<long, FinalizedReplica> _finalized = [];
    private readonly Dictionary<long, OpenReplica> _open = [];

    // Copies that come in beside an older replica of their block, which stays what it is until they are whole. Seldom any.
    private readonly Dictionary<long, OpenReplica> _incoming = [];

    /// <summary>Replicas in any state.</summary>
    public int Count => _finalized.Count + _open.Count;

    /// <summary>The replica of a block, whatever its generation stamp; null when there is none.</summary>
    public ReplicaView? Find(long blockId)
    {
        if (_finalized.TryGetValue(blockId, out var f))
        {
            return View(blockId, f);
        }

        return _open.TryGetValue(blockId, out var open) ? open.View() : null;
    }

    /// <summary>The replica of a block.</summary>
    /// <exception cref="ReplicaFault">NotFound: no such block here.</exception>
    public ReplicaView Get(long blockId) =>
        Find(blockId) ?? throw new ReplicaFault(ReplicaError.NotFound, $"Cannot append to a non-existent replica blk_{blockId}");

    /// <summary>The replica of a block in exactly this generation.</summary>
    /// <exception cref="ReplicaFault">NotFound: no such block here, or of another generation.</exception>
    public ReplicaView Get(Block block)
    {
        var replica = Get(block.Id);
        return replica.GenerationStamp == block.GenerationStamp
            ? replica
            : throw new ReplicaFault(ReplicaError.NotFound, "Cannot append to a replica with unexpected generation stamp: "
                + $"blk_{block.Id}_{block.GenerationStamp} is asked for, {replica} is here");
    }

    /// <summary>The open replica of a block; null when there is none or it is finalized.</summary>
    public OpenReplica? FindOpen(long blockId) => _open.GetValueOrDefault(blockId);

    /// <summary>
    /// The copy that comes in beside an older replica of its block; null: none does. Reports and readers know of the older one only.
    /// </summary>
    public OpenReplica? FindIncoming(long blockId) => _incoming.GetValueOrDefault(blockId);

    /// <summary>Whether somebody writes to the replica of a block, or to a copy beside it.</summary>
    public bool IsWriter(long blockId, object writer) =>
        ReferenceEquals(FindOpen(blockId)?.Writer, writer) || ReferenceEquals(FindIncoming(blockId)?.Writer, writer);

    /// <summary>Takes in what was found on disk at start. Of two replicas of one block the better stays.</summary>
    /// <returns>The one whose files should be deleted; null when there was no other.</returns>
    public ReplicaView? Load(Block block, ReplicaState state, int volume)
    {
        var found = new ReplicaView(
            block.Id, block.GenerationStamp, block.Length, block.Length, -1, block.Length, -1, state, state, volume);
        var old = Find(block.Id);
        if (old is { } other && IsBetter(other, found))
        {
            return found;
        }

        if (state == ReplicaState.Finalized)
        {
            SetFinalized(block, volume);
        }
        else
        {
            Set(new OpenReplica(block.Id, block.GenerationStamp, volume, state, block.Length));
        }

        return old;
    }

    /// <summary>
    /// Forgets a replica. Whoever wrote to it is refused from now on; a copy that came in beside it is the block's replica from now on.
    /// </summary>
    /// <returns>The writer, to be stopped; null: there was none.</returns>
    public object? Remove(long blockId)
    {
        _finalized.Remove(blockId);
        _open.Remove(blockId, out var open);
        if (_incoming.Remove(blockId, out var incoming))
        {
            _open.Add(blockId, incoming);
        }

        return Disown(open);
    }

    /// <summary>Forgets a copy that comes in beside an older replica, which stays.</summary>
    /// <returns>The writer, to be stopped; null: there was none.</returns>
    public object? RemoveIncoming(long blockId) => _incoming.Remove(blockId, out var copy) ? Disown(copy) : null;

    /// <summary>Forgets all replicas of a volume that failed, and says which, and who wrote to them.</summary>
    public void RemoveVolume(int volume, List<ReplicaView> removed, List<object> writers)
    {
        foreach (var (id, copy) in _incoming)
        {
            // It may be removed while the dictionary is walked.
            if (copy.Volume == volume && RemoveIncoming(id) is { } writer)
            {
                writers.Add(writer);
            }
        }

        ForEach(volume, removed.Add);
        foreach (var replica in removed)
        {
            if (Remove(replica.BlockId) is { } writer)
            {
                writers.Add(writer);
            }
        }
    }

    /// <summary>Calls <paramref name="visit"/> for each replica on a volume, in no order. It must not change the map.</summary>
    public void ForEach(int volume, Action<ReplicaView> visit)
    {
        foreach (var (id, f) in _finalized)
        {
            if (f.Volume == volume)
            {
                visit(View(id, f));
            }
        }

        foreach (var open in _open.Values)
        {
            if (open.Volume == volume)
            {
                visit(open.View());
            }
        }
    }

    /// <summary>
    /// What a full block report says of a volume: finalized, being written, waiting for recovery; under recovery as what it was
    /// before; temporary ones are left out. Source: FsDatasetImpl.getBlockReports.
    /// </summary>
    public void Report(int volume, List<ReportedBlock> blocks)
    {
        foreach (var (id, f) in _finalized)
        {
            if (f.Volume == volume)
            {
                blocks.Add(new ReportedBlock(id, f.Length, f.GenerationStamp, ReplicaState.Finalized));
            }
        }

        foreach (var open in _open.Values)
        {
            if (open.Volume == volume && open.OriginalState != ReplicaState.Temporary)
            {
                blocks.Add(new ReportedBlock(open.BlockId, open.BytesOnDisk, open.GenerationStamp, open.OriginalState));
            }
        }
    }

    internal void SetFinalized(Block block, int volume)
    {
        _open.Remove(block.Id);
        CollectionsMarshal.GetValueRefOrAddDefault(
            _finalized, block.Id, out _) = new FinalizedReplica(block.Length, block.GenerationStamp, volume);
    }

    internal OpenReplica Set(OpenReplica replica)
    {
        _finalized.Remove(replica.BlockId);
        _open[replica.BlockId] = replica;
        return replica;
    }

    internal OpenReplica SetIncoming(OpenReplica copy) => _incoming[copy.BlockId] = copy;

    /// <summary>A copy that came in beside an older replica is the block's replica from now on, and the older one is none.</summary>
    internal void TakePlace(OpenReplica copy)
    {
        _incoming.Remove(copy.BlockId);
        Set(copy);
    }

    private static object? Disown(OpenReplica? replica)
    {
        var writer = replica?.Writer;
        if (replica is not null)
        {
            replica.Writer = null;
        }

        return writer;
    }

    private static ReplicaView View(long id, FinalizedReplica f) =>
        new(id, f.GenerationStamp, f.Length, f.Length, f.Length, f.Length, -1, ReplicaState.Finalized, ReplicaState.Finalized, f.Volume);

    // Source: BlockPoolSlice.selectReplicaToDelete: higher generation stamp, then the longer one, then the one found first.
    private static bool IsBetter(ReplicaView a, ReplicaView b) =>
        a.GenerationStamp != b.GenerationStamp ? a.GenerationStamp > b.GenerationStamp : a.Length >= b.Length;
}
