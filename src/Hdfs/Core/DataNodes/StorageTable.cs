namespace Hathi.Hdfs.Core.DataNodes;

/// <summary>Storages by the small numbers that replicas refer to them by. Number 0 is never given out; a number is never used again, so that what still holds a removed storage finds nothing by it.</summary>
internal sealed class StorageTable
{
    private DataNodeStorage?[] _storages = new DataNodeStorage?[64];
    private int _next = 1;

    public DataNodeStorage this[int index] =>
        _storages[index] ?? throw new InvalidOperationException($"A replica refers to storage {index}, which was removed.");

    public DataNodeStorage Add(DataNodeDescriptor node, string storageId)
    {
        var index = _next++;
        if (index == _storages.Length)
        {
            Array.Resize(ref _storages, index * 2);
        }

        var storage = new DataNodeStorage(index, node, storageId);
        _storages[index] = storage;
        return storage;
    }

    /// <summary>Takes out a storage that has no blocks.</summary>
    public void Remove(DataNodeStorage storage)
    {
        if (storage.Blocks.Count != 0)
        {
            throw new InvalidOperationException($"Storage {storage.StorageId} is removed while it has {storage.Blocks.Count} blocks.");
        }

        _storages[storage.Index] = null;
    }
}
