using Hathi.Hdfs.Core.Memory;

namespace Hathi.Hdfs.Core.Blocks.Nodes;

/// <summary>
/// Storages by the small numbers that replicas refer to them by. Number 0 is never given out. A removed storage has no number; the one that
/// it had is given out again, but only after many others: whoever remembers it over some steps does not meet another storage by it.
/// </summary>
internal sealed class StorageTable
{
    /// <summary>
    /// Numbers that rest before the first of them is given out again; half a megabyte. A node has at most 1,024 storages, and brings as
    /// many new ones with a heartbeat.
    /// </summary>
    internal const int Resting = 65_536;

    /// <summary>What a removed storage has instead: no replica refers to it.</summary>
    private const int NoNumber = -1;

    private readonly Queue<int> _free = new();
    private DataNodeStorage?[] _storages = new DataNodeStorage?[64];
    private int _next = 1;

    /// <summary>Places held, whether or not in use.</summary>
    internal int Capacity => _storages.Length;

    public DataNodeStorage this[int index] =>
        _storages[index] ?? throw new InvalidOperationException($"A replica refers to storage {index}, which was removed.");

    public DataNodeStorage Add(DataNodeDescriptor node, string storageId)
    {
        var storage = new DataNodeStorage(NewNumber(), node, storageId);
        Put(storage);
        return storage;
    }

    /// <summary>Storages that are lost and whose blocks have not all been told of it.</summary>
    public int Graves { get; private set; }

    /// <summary>
    /// All that a storage held is lost: what refers to it finds a grave under its number, with its blocks. The storage itself goes on under
    /// a new number, with none.
    /// </summary>
    public DataNodeStorage Bury(DataNodeStorage storage)
    {
        var grave = new DataNodeStorage(storage.Index, storage.Node, storage.StorageId) { IsGrave = true, Blocks = storage.Blocks };
        _storages[storage.Index] = grave;
        storage.Index = NewNumber();
        storage.Blocks = new PagedIntList();
        Put(storage);
        Graves++;
        return grave;
    }

    /// <summary>Takes out a storage that has no blocks.</summary>
    public void Remove(DataNodeStorage storage)
    {
        if (storage.Blocks.Count != 0)
        {
            throw new InvalidOperationException($"Storage {storage.StorageId} is removed while it has {storage.Blocks.Count} blocks.");
        }

        _storages[storage.Index] = null;
        _free.Enqueue(storage.Index);
        storage.Index = NoNumber;
        Graves -= storage.IsGrave ? 1 : 0;
    }

    private int NewNumber() => _free.Count > Resting ? _free.Dequeue() : _next++;

    private void Put(DataNodeStorage storage)
    {
        if (storage.Index == _storages.Length)
        {
            Array.Resize(ref _storages, storage.Index * 2);
        }

        _storages[storage.Index] = storage;
    }
}
