using System.Runtime.CompilerServices;
using Hathi.Hdfs.Core.Blocks.Nodes;
using Hathi.Hdfs.Core.Memory;

namespace Hathi.Hdfs.Core.Blocks.Map;

/// <summary>
/// All blocks, where their replicas are, and for each storage which blocks it has: BlocksMap without an object a block.
/// About 85 bytes for a block with three replicas (64 the record, 12 the storages' lists, 6 … 9 the index).
/// </summary>
internal sealed class BlockMap
{
    private readonly Slab<BlockRecord> _blocks = new();
    private readonly Slab<OverflowReplica> _overflow = new();
    private readonly BlockIndex _index;
    private readonly StorageTable _storages;

    public BlockMap(StorageTable storages)
    {
        _storages = storages;
        _index = new BlockIndex(_blocks);
    }

    /// <summary>Blocks known.</summary>
    public int Count => _blocks.Count;

    /// <summary>All handles are below this; some of those may be free, see <see cref="IsLive"/>.</summary>
    public int End => _blocks.End;

    public ref BlockRecord this[int handle]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _blocks[handle];
    }

    /// <summary>Whether a handle below <see cref="End"/> is in use.</summary>
    public bool IsLive(int handle) => _blocks[handle].Id != 0;

    /// <summary>The handle of a block; 0 when it is unknown.</summary>
    public int Find(long id) => _index.Find(id);

    /// <summary>A record with nothing but its id; the id must be new and not 0.</summary>
    public int Add(long id)
    {
        var handle = _blocks.Allocate();
        _blocks[handle].Id = id;
        _index.Add(handle);
        return handle;
    }

    /// <summary>Forgets a block that has no replicas any more.</summary>
    public void Remove(int handle)
    {
        _index.Remove(handle);
        _blocks.Free(handle);
    }

    /// <summary>The replicas of a block; not those on storages that are lost.</summary>
    public ReplicaEnumerator Replicas(int handle) => new(ref _blocks[handle], _overflow, _storages.Graves > 0 ? _storages : null);

    /// <summary>With the lost ones.</summary>
    public ReplicaEnumerator AllReplicas(int handle) => new(ref _blocks[handle], _overflow, null);

    /// <summary>The storages that have a replica, corrupt and excess ones too.</summary>
    public int CountReplicas(int handle)
    {
        var count = 0;
        foreach (ref var slot in Replicas(handle))
        {
            _ = slot;
            count++;
        }

        return count;
    }

    /// <summary>The replica on a storage; a null reference when there is none.</summary>
    public ref ReplicaSlot Find(int handle, DataNodeStorage storage)
    {
        foreach (ref var slot in AllReplicas(handle))
        {
            if (slot.Storage == storage.Index)
            {
                return ref slot;
            }
        }

        return ref Unsafe.NullRef<ReplicaSlot>();
    }

    /// <summary>A report names the replica on a storage, if there is one.</summary>
    public void MarkReplica(int handle, DataNodeStorage storage)
    {
        ref var slot = ref Find(handle, storage);
        if (!Unsafe.IsNullRef(ref slot))
        {
            slot.Mark = storage.Mark;
        }
    }

    public bool Has(int handle, DataNodeStorage storage) => !Unsafe.IsNullRef(ref Find(handle, storage));

    /// <summary>The storage of a node that has a replica; null when none has.</summary>
    public DataNodeStorage? FindOnNode(int handle, DataNodeDescriptor node)
    {
        foreach (ref var slot in Replicas(handle))
        {
            var storage = _storages[slot.Storage];
            if (storage.Node == node)
            {
                return storage;
            }
        }

        return null;
    }

    /// <summary>Adds a replica that must not be there yet.</summary>
    /// <exception cref="InvalidOperationException">The storage is forgotten; nothing was changed.</exception>
    public void AddReplica(int handle, DataNodeStorage storage)
    {
        if (storage.IsForgotten)
        {
            throw new InvalidOperationException($"Storage {storage.StorageId} of {storage.Node} is forgotten and takes no replica.");
        }

        var position = storage.Blocks.Add(handle);
        storage.Node.ReplicasAdded++;
        ref var record = ref _blocks[handle];
        for (var i = 0; i < InlineReplicas.Length; i++)
        {
            ref var slot = ref record.Inline[i];
            if (slot.Storage == 0)
            {
                slot.Storage = storage.Index;
                slot.Position = position;
                slot.Mark = storage.Mark;
                return;
            }
        }

        var extra = _overflow.Allocate();
        ref var item = ref _overflow[extra];
        item.Slot.Storage = storage.Index;
        item.Slot.Position = position;
        item.Slot.Mark = storage.Mark;
        item.Next = record.Overflow;
        record.Overflow = extra;
    }

    /// <summary>Removes a replica.</summary>
    /// <returns>False when there was none.</returns>
    public bool RemoveReplica(int handle, DataNodeStorage storage)
    {
        ref var slot = ref Find(handle, storage);
        if (Unsafe.IsNullRef(ref slot))
        {
            return false;
        }

        RemoveFromList(storage, slot.Position);
        ref var record = ref _blocks[handle];
        for (var i = 0; i < InlineReplicas.Length; i++)
        {
            if (record.Inline[i].Storage == storage.Index)
            {
                record.Inline[i] = default;
                return true;
            }
        }

        RemoveOverflow(ref record, storage.Index);
        return true;
    }

    private void RemoveFromList(DataNodeStorage storage, int position)
    {
        var moved = storage.Blocks.RemoveAt(position);
        if (moved >= 0)
        {
            Find(moved, storage).Position = position;
        }
    }

    private void RemoveOverflow(ref BlockRecord record, int storage)
    {
        ref var link = ref record.Overflow;
        while (_overflow[link].Slot.Storage != storage)
        {
            link = ref _overflow[link].Next;
        }

        var freed = link;
        link = _overflow[freed].Next;
        _overflow.Free(freed);
    }
}
