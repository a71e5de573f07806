using Hathi.Hdfs.Core.Blocks.Nodes;
using Hathi.Hdfs.Core.Memory;

namespace Hathi.Hdfs.Core.Blocks.Map;

/// <summary>
/// Walks the replicas of a block, those on lost storages left out. Flags may be changed during the walk; replicas may not come or go.
/// </summary>
internal ref struct ReplicaEnumerator
{
    private readonly Slab<OverflowReplica> _overflow;
    private readonly StorageTable? _graves;
    private readonly ref BlockRecord _record;
    private ref ReplicaSlot _current;
    private int _inline;
    private int _next;

    /// <param name="record">The block.</param>
    /// <param name="overflow">Where replicas beyond the inline ones are.</param>
    /// <param name="graves">Not null: replicas on storages that are lost are passed over.</param>
    public ReplicaEnumerator(ref BlockRecord record, Slab<OverflowReplica> overflow, StorageTable? graves)
    {
        _graves = graves;
        _record = ref record;
        _overflow = overflow;
        _next = record.Overflow;
    }

    public readonly ref ReplicaSlot Current => ref _current;

    public readonly ReplicaEnumerator GetEnumerator() => this;

    public bool MoveNext()
    {
        while (_inline < InlineReplicas.Length)
        {
            _current = ref _record.Inline[_inline++];
            if (_current.Storage != 0 && Counts())
            {
                return true;
            }
        }

        while (_next != 0)
        {
            ref var item = ref _overflow[_next];
            _current = ref item.Slot;
            _next = item.Next;
            if (Counts())
            {
                return true;
            }
        }

        return false;
    }

    private readonly bool Counts() => _graves is null || !_graves[_current.Storage].IsGrave;
}
