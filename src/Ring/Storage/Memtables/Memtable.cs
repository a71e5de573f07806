using Hathi.Ring.Data.Changes;
using Hathi.Ring.Data.Rows;
using Hathi.Ring.Storage.Deletions;
using Hathi.Ring.Storage.Memory;
using Hathi.Ring.Storage.Ordered;
using Hathi.Ring.Storage.Rows;

namespace Hathi.Ring.Storage.Memtables;

/// <summary>
/// What was written to a table, in native memory: partitions by token and key, of each its rows by clustering. One thread writes; others
/// read beside it, each as of a record (<see cref="RowVersion.At"/>), between <see cref="TryPin"/> and <see cref="Unpin"/>. Its memory goes
/// when its owner and all readers have let go.
/// </summary>
internal sealed unsafe class Memtable
{
    // Most partitions have few rows, and most tables have many partitions.
    private const int LevelsOfRows = 2;
    private const int LevelsOfPartitions = 8;

    private readonly NativeArena _arena;
    private readonly RowMerger _rows;
    private readonly RangeMerger _ranges;
    private nint _partitions;
    private nint _directory;
    private ulong _random;
    private int _pins = 1;

    /// <summary>An empty one.</summary>
    /// <param name="budget">Counts its memory.</param>
    /// <param name="rows">The writer's.</param>
    /// <param name="ranges">The writer's.</param>
    /// <param name="seed">Chance, not zero: it decides how fast keys are found, nothing else.</param>
    /// <param name="firstSequence">The first record that it will take in.</param>
    internal Memtable(MemoryBudget budget, RowMerger rows, RangeMerger ranges, ulong seed, long firstSequence)
    {
        FirstSequence = firstSequence;
        _arena = new NativeArena(budget);
        (_rows, _ranges, _random) = (rows, ranges, seed);
        _partitions = (nint)OrderedList.Create(_arena, LevelsOfPartitions);
        _directory = (nint)TokenDirectory.Create(_arena);
    }

    /// <summary>Its partitions; a larger list takes the place of this one as it grows.</summary>
    internal ListHead* Partitions => (ListHead*)Volatile.Read(ref _partitions);

    /// <summary>The first record of the log that is in it: the log needs none before for its sake.</summary>
    internal long FirstSequence { get; }

    /// <summary>Bytes that it takes.</summary>
    internal long Reserved => _arena.Reserved;

    internal static PartitionState* StateOf(ListNode* partition) => (PartitionState*)Volatile.Read(ref partition->Value);

    /// <summary>Takes in what a record says of a partition. Nobody sees it before he reads as of that record.</summary>
    internal void Apply(scoped ref MutationReader change, long sequence)
    {
        var state = FindOrAdd(ListNode.PrefixOf(change.Token), change.Key);
        while (change.MoveNext())
        {
            switch (change.Kind)
            {
                case ChangeKind.PartitionDeletion:
                    Delete(state, change.Deletion, sequence);
                    break;
                case ChangeKind.RangeDeletion:
                    _ranges.Add(_arena, ref state->Ranges, change.From, change.To, change.Deletion, sequence);
                    break;
                case ChangeKind.StaticRow:
                    _rows.Write(_arena, ref state->Static, change.Row, sequence);
                    break;
                case ChangeKind.Row when change.Clustering.IsEmpty:
                    _rows.Write(_arena, ref state->Single, change.Row, sequence);
                    break;
                case ChangeKind.Row:
                    _rows.Write(_arena, ref RowOf(state, change.Clustering)->Value, change.Row, sequence);
                    break;
                default:
                    throw new InvalidOperationException($"A change of kind {change.Kind} that nobody takes in.");
            }
        }
    }

    /// <summary>The partition of a key; null: there is none.</summary>
    internal ListNode* Find(long token, ReadOnlySpan<byte> key) =>
        TokenDirectory.Find((TokenDirectory*)Volatile.Read(ref _directory), Partitions, ListNode.PrefixOf(token), key);

    /// <summary>Keeps the memory as it is while somebody reads; false: it is gone.</summary>
    internal bool TryPin()
    {
        while (true)
        {
            var pins = Volatile.Read(ref _pins);
            if (pins == 0)
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref _pins, pins + 1, pins) == pins)
            {
                return true;
            }
        }
    }

    /// <summary>Undoes a <see cref="TryPin"/>, or of the owner lets go of all.</summary>
    internal void Unpin()
    {
        if (Interlocked.Decrement(ref _pins) == 0)
        {
            _arena.Dispose();
        }
    }

    private PartitionState* FindOrAdd(ulong prefix, ReadOnlySpan<byte> key)
    {
        var there = TokenDirectory.Find((TokenDirectory*)_directory, (ListHead*)_partitions, prefix, key);
        if (there != null)
        {
            return (PartitionState*)there->Value;
        }

        var partition = OrderedList.FindOrAdd(_arena, ref _partitions, prefix, key, ref _random);
        TokenDirectory.Add(_arena, ref _directory, (ListHead*)_partitions, partition);
        var state = (PartitionState*)_arena.Allocate(sizeof(PartitionState));
        *state = default;
        Volatile.Write(ref partition->Value, (nint)state);
        return state;
    }

    private ListNode* RowOf(PartitionState* state, ReadOnlySpan<byte> clustering)
    {
        if (state->Rows == 0)
        {
            Volatile.Write(ref state->Rows, (nint)OrderedList.Create(_arena, LevelsOfRows));
        }

        return OrderedList.FindOrAdd(_arena, ref state->Rows, ListNode.PrefixOf(clustering), clustering, ref _random);
    }

    private void Delete(PartitionState* state, Deletion deletion, long sequence)
    {
        var newest = (PartitionDeletion*)state->Deletion;
        if (newest != null && !deletion.Supersedes(newest->Deletion))
        {
            return;
        }

        var made = (PartitionDeletion*)_arena.Allocate(sizeof(PartitionDeletion));
        *made = new PartitionDeletion { Older = newest, Sequence = sequence, Deletion = deletion };
        Volatile.Write(ref state->Deletion, (nint)made);
    }
}
