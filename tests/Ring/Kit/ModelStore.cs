using Hathi.Ring.Data.Changes;
using Hathi.Ring.Data.Keys;
using Hathi.Ring.Data.Reads;
using Hathi.Ring.Data.Rows;
using Hathi.Ring.Data.Tables;
using Hathi.Ring.Data.Tests.Rows;

namespace Hathi.Ring.Kit;

/// <summary>
/// A store in the plainest way: of each row all that was ever written to it, put together when it is read. What it answers is right by its
/// simplicity; stores and what stands on them are compared with it. Compiled into the test projects that need one.
/// </summary>
internal sealed class ModelStore : IRingStore
{
    private static readonly Comparer<(long Token, byte[] Key)> s_byToken = Comparer<(long Token, byte[] Key)>.Create(
        static (a, b) => PartitionKeyBytes.Compare(a.Token, a.Key, b.Token, b.Key));

    private static readonly Comparer<byte[]> s_byBytes = Comparer<byte[]>.Create(static (a, b) => a.AsSpan().SequenceCompareTo(b));
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, SortedDictionary<(long Token, byte[] Key), Partition>> _tables = [];

    public void SetTable(TableShape shape)
    {
        lock (_gate)
        {
            _tables.TryAdd(shape.Id, new(s_byToken));
        }
    }

    public bool Knows(Guid table)
    {
        lock (_gate)
        {
            return _tables.ContainsKey(table);
        }
    }

    public void DropTable(Guid table)
    {
        lock (_gate)
        {
            _tables.Remove(table);
        }
    }

    public ValueTask TruncateAsync(Guid table)
    {
        Truncate(table);
        return ValueTask.CompletedTask;
    }

    public void Truncate(Guid table)
    {
        lock (_gate)
        {
            _tables[table].Clear();
        }
    }

    public ValueTask ApplyAsync(ReadOnlySpan<byte> record)
    {
        Apply(record);
        return ValueTask.CompletedTask;
    }

    public void Apply(ReadOnlySpan<byte> record)
    {
        lock (_gate)
        {
            var reader = new MutationReader(record);
            while (reader.MoveNextPartition())
            {
                var table = _tables[reader.Table];
                var key = (reader.Token, reader.Key.ToArray());
                if (!table.TryGetValue(key, out var partition))
                {
                    table.Add(key, partition = new Partition());
                }

                while (reader.MoveNext())
                {
                    partition.Take(reader);
                }
            }
        }
    }

    public IRowCursor Read(ReadCommand command)
    {
        lock (_gate)
        {
            var found = new List<Found>();
            if (!_tables.TryGetValue(command.Table.Id, out var table))
            {
                return new Cursor(found);
            }

            foreach (var key in Keys(command, table))
            {
                if (table.TryGetValue(key, out var partition))
                {
                    var isBehind = command.Resume == ResumeKind.BehindRow && IsResumed(command, key);
                    found.AddRange(
                        partition.Read(command, isBehind ? command.ResumeClustering.ToArray() : null)
                            .Select(r => new Found(key.Token, key.Key, r.IsStatic, r.Clustering, r.Row)));
                }
            }

            return new Cursor(found);
        }
    }

    private static IEnumerable<(long Token, byte[] Key)> Keys(
        ReadCommand command, SortedDictionary<(long Token, byte[] Key), Partition> table)
    {
        var asked = command.IsScan
            ? table.Keys.Where(k => k.Token >= command.FromToken && k.Token <= command.ToToken)
            : Enumerable.Range(0, command.KeyCount).Select(i => (command.TokenOf(i), command.KeyOf(i).ToArray()));
        if (command.Resume == ResumeKind.None)
        {
            return asked;
        }

        if (!command.IsScan)
        {
            return asked.SkipWhile(k => !IsResumed(command, k)).Skip(command.Resume == ResumeKind.BehindPartition ? 1 : 0);
        }

        return asked.Where(k => PartitionKeyBytes.Compare(k.Item1, k.Item2, command.ResumeToken, command.ResumeKey) is var order
            && (command.Resume == ResumeKind.BehindPartition ? order > 0 : order >= 0));
    }

    private static bool IsResumed(ReadCommand command, (long Token, byte[] Key) key) =>
        key.Token == command.ResumeToken && key.Key.AsSpan().SequenceEqual(command.ResumeKey);

    private sealed record Found(long Token, byte[] Key, bool IsStatic, byte[] Clustering, byte[] Row);

    private sealed class Partition
    {
        private readonly SortedDictionary<byte[], List<PlainRow>> _rows = new(s_byBytes);
        private readonly List<PlainRow> _static = [];
        private readonly List<(byte[] From, byte[] To, Deletion Deletion)> _ranges = [];
        private Deletion _deletion = Deletion.None;

        public void Take(MutationReader change)
        {
            switch (change.Kind)
            {
                case ChangeKind.PartitionDeletion:
                    _deletion = Deletion.Newer(_deletion, change.Deletion);
                    break;
                case ChangeKind.RangeDeletion:
                    _ranges.Add((change.From.ToArray(), change.To.ToArray(), change.Deletion));
                    break;
                case ChangeKind.StaticRow:
                    _static.Add(PlainRow.Of(change.Row));
                    break;
                default:
                    var clustering = change.Clustering.ToArray();
                    if (!_rows.TryGetValue(clustering, out var row))
                    {
                        _rows.Add(clustering, row = []);
                    }

                    row.Add(PlainRow.Of(change.Row));
                    break;
            }
        }

        public IEnumerable<(bool IsStatic, byte[] Clustering, byte[] Row)> Read(ReadCommand command, byte[]? behind)
        {
            var found = new List<(bool, byte[], byte[])>();
            if (command.WithStatic && Merged(_static, _deletion) is { } fixedRow)
            {
                found.Add((true, [], fixedRow));
            }

            if (command.OnlyStatic)
            {
                return found;
            }

            foreach (var (clustering, row) in command.IsReversed ? _rows.Reverse() : _rows)
            {
                if (!IsAsked(command, clustering, behind))
                {
                    continue;
                }

                var covering = _ranges
                    .Where(r => clustering.AsSpan().SequenceCompareTo(r.From) >= 0 && clustering.AsSpan().SequenceCompareTo(r.To) < 0)
                    .Aggregate(_deletion, static (a, r) => Deletion.Newer(a, r.Deletion));
                if (Merged(row, covering) is { } merged)
                {
                    found.Add((false, clustering, merged));
                }
            }

            return found;
        }

        private static bool IsAsked(ReadCommand command, byte[] clustering, byte[]? behind)
        {
            var order = behind is null ? 0 : clustering.AsSpan().SequenceCompareTo(behind);
            if (behind is not null && (command.IsReversed ? order >= 0 : order <= 0))
            {
                return false;
            }

            for (var i = 0; i < command.SliceCount; i++)
            {
                ReadOnlySpan<byte> at = clustering;
                if (at.SequenceCompareTo(command.FromOf(i)) >= 0 && at.SequenceCompareTo(command.ToOf(i)) < 0)
                {
                    return true;
                }
            }

            return command.SliceCount == 0;
        }

        private static byte[]? Merged(List<PlainRow> rows, Deletion covering)
        {
            var merged = PlainRow.Merge(rows, covering);
            return merged.Liveness.IsNone && merged.Deletion.IsNone && merged.Columns.Count == 0 && merged.Cells.Count == 0
                ? null
                : merged.ToBytes();
        }
    }

    private sealed class Cursor(List<Found> rows) : IRowCursor
    {
        private int _at = -1;

        public long Token => rows[_at].Token;

        public ReadOnlySpan<byte> Key => rows[_at].Key;

        public bool IsStatic => rows[_at].IsStatic;

        public ReadOnlySpan<byte> Clustering => rows[_at].Clustering;

        public ReadOnlySpan<byte> Row => rows[_at].Row;

        public bool MayBlock => false;

        public bool MoveNext() => ++_at < rows.Count;

        public void SkipPartition()
        {
            while (_at >= 0 && _at + 1 < rows.Count && rows[_at + 1].Key == rows[_at].Key)
            {
                _at++;
            }
        }

        public void Dispose()
        {
        }
    }
}
