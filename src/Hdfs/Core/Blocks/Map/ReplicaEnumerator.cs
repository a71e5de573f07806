namespace Hathi.Hdfs.Core.Blocks.Map;

/// <summary>Walks the replicas of a block. Flags may be changed during the walk; replicas may not come or go.</summary>
internal ref struct ReplicaEnumerator
{
    private readonly Slab<OverflowReplica> _overflow;
    private readonly ref BlockRecord _record;
    private ref ReplicaSlot _current;
    private int _inline;
    private int _next;

    public ReplicaEnumerator(ref BlockRecord record, Slab<OverflowReplica> overflow)
    {
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
            if (_current.Storage != 0)
            {
                return true;
            }
        }

        if (_next == 0)
        {
            return false;
        }

        ref var item = ref _overflow[_next];
        _current = ref item.Slot;
        _next = item.Next;
        return true;
    }
}
