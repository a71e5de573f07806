using Hathi.Base;
using Hathi.Ring.Data.Changes;
using Hathi.Ring.Data.Reads;
using Hathi.Ring.Kit;
using Hathi.Ring.Storage.Cursors;
using Hathi.Ring.Storage.Deletions;
using Hathi.Ring.Storage.Memory;
using Hathi.Ring.Storage.Memtables;
using Hathi.Ring.Storage.Ordered;
using Hathi.Ring.Storage.Rows;

namespace Hathi.Ring.Storage.Tests;

/// <summary>A memtable answers what the plain model answers, whatever was written and whatever is asked.</summary>
public sealed partial class MemtableTests
{
    private const int Seeds = 300;
    private const int Changes = 60;

    [Fact]
    public void It_answers_as_the_model_does()
    {
        var rows = 0;
        for (var seed = 1UL; seed <= Seeds; seed++)
        {
            var random = new SeededRandom(seed);
            using var tables = new Tables();
            var command = new ReadCommand();
            for (var i = 0; i < Changes; i++)
            {
                tables.Apply(RandomChanges.Mutation(random));
                RandomChanges.Ask(random, command);
                rows += AssertSame(seed, tables, command);
            }
        }

        Assert.True(rows > Seeds * Changes, $"{rows} rows");
    }

    /// <summary>Wherever a read is interrupted it goes on, also when more was written meanwhile.</summary>
    [Fact]
    public void A_read_goes_on_where_it_stopped()
    {
        for (var seed = 1UL; seed <= Seeds; seed++)
        {
            var random = new SeededRandom(seed);
            using var tables = new Tables();
            var command = new ReadCommand();
            for (var i = 0; i < Changes; i++)
            {
                tables.Apply(RandomChanges.Mutation(random));
            }

            for (var i = 0; i < 10; i++)
            {
                RandomChanges.Ask(random, command);
                Resume(random, command);
                AssertSame(seed, tables, command);
            }
        }
    }

    [Fact]
    public void Pages_put_together_are_the_whole()
    {
        for (var seed = 1UL; seed <= Seeds; seed++)
        {
            var random = new SeededRandom(seed);
            using var tables = new Tables();
            for (var i = 0; i < Changes; i++)
            {
                tables.Apply(RandomChanges.Mutation(random));
            }

            var askedBy = new SeededRandom(seed);
            var whole = new ReadCommand();
            RandomChanges.Ask(askedBy, whole);
            whole.WithStatic = false;
            var expected = Answers.Of(tables, whole);
            var found = new List<string>();
            var page = new ReadCommand();
            RandomChanges.Ask(new SeededRandom(seed), page);
            page.WithStatic = false;
            while (Page(tables, page, random.Next(1, 4), found) is var (token, key, clustering))
            {
                RandomChanges.Ask(new SeededRandom(seed), page);
                page.WithStatic = false;
                if (clustering.Length > 0)
                {
                    page.ResumeWithin(token, key, clustering);
                }
                else
                {
                    page.ResumeBehind(token, key);
                }
            }

            Assert.Equal(expected, found);
        }
    }

    /// <summary>Whoever began to read before does not see what is written, though he meets it.</summary>
    [Fact]
    public void A_cursor_sees_one_state()
    {
        for (var seed = 1UL; seed <= Seeds; seed++)
        {
            var random = new SeededRandom(seed);
            using var tables = new Tables();
            for (var i = 0; i < Changes / 2; i++)
            {
                tables.Apply(RandomChanges.Mutation(random));
            }

            var command = new ReadCommand();
            RandomChanges.Ask(random, command);
            var expected = Answers.Of(tables.Model, command);
            using var cursor = tables.Read(command);
            var found = new List<string>();
            do
            {
                tables.Apply(RandomChanges.Mutation(random));
            }
            while (cursor.MoveNext() && Add(found, Answers.Line(cursor)));
            Assert.Equal(expected, found);
        }
    }

    [Fact]
    public void A_partition_is_skipped()
    {
        for (var seed = 1UL; seed <= Seeds; seed++)
        {
            var random = new SeededRandom(seed);
            using var tables = new Tables();
            for (var i = 0; i < Changes; i++)
            {
                tables.Apply(RandomChanges.Mutation(random));
            }

            var command = new ReadCommand();
            RandomChanges.Ask(random, command);
            Assert.Equal(Firsts(tables.Model, command), Firsts(tables, command));
        }
    }

    [Fact]
    public void Memory_is_counted_and_given_back()
    {
        var budget = new MemoryBudget();
        var memtable = new Memtable(budget, new RowMerger(), new RangeMerger(), 1, 0);
        var random = new SeededRandom(1);
        for (var i = 0; i < 1000; i++)
        {
            var reader = new MutationReader(RandomChanges.Mutation(random));
            while (reader.MoveNextPartition())
            {
                memtable.Apply(ref reader, i);
            }
        }

        Assert.Equal(budget.Used, memtable.Reserved);
        Assert.True(budget.Used > 100_000, $"{budget.Used}");
        Assert.True(memtable.TryPin());
        memtable.Unpin();
        Assert.True(budget.Used > 0);
        Assert.True(memtable.TryPin());
        memtable.Unpin();
        memtable.Unpin();
        Assert.Equal(0, budget.Used);
        Assert.False(memtable.TryPin());
    }

    /// <summary>A row that grows by an element at a time is not written anew each time.</summary>
    [Fact]
    public void A_row_that_grows_costs_a_small_multiple_of_what_came()
    {
        var budget = new MemoryBudget();
        var memtable = new Memtable(budget, new RowMerger(), new RangeMerger(), 1, 0);
        const int Elements = 20_000;
        var came = 0L;
        for (var i = 0; i < Elements; i++)
        {
            var record = Element(i);
            came += record.Length;
            var reader = new MutationReader(record);
            reader.MoveNextPartition();
            memtable.Apply(ref reader, i);
        }

        Assert.True(memtable.Reserved < 12 * came, $"{memtable.Reserved} bytes for {came}");
        memtable.Unpin();
    }

    /// <summary>Tokens that are spread, and such that somebody has chosen to begin alike.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Each_of_many_partitions_is_found_and_they_are_in_order(bool alike)
    {
        const int Partitions = 20_000;
        var memtable = new Memtable(new MemoryBudget(), new RowMerger(), new RangeMerger(), 3, 0);
        var random = new SeededRandom(1);
        var keys = Enumerable.Range(0, Partitions)
            .Select(i => (Token: alike ? i % 50 : (long)random.NextUInt64(), Key: BitConverter.GetBytes(i))).ToList();
        foreach (var (token, key) in keys)
        {
            var writer = new MutationWriter();
            writer.BeginPartition(RandomChanges.Wide.Id, token, key);
            writer.DeletePartition(new Data.Rows.Deletion(1, 1));
            var reader = new MutationReader(writer.Record);
            reader.MoveNextPartition();
            memtable.Apply(ref reader, 1);
        }

        foreach (var (token, key) in keys)
        {
            AssertIs(memtable, token, key, isThere: true);
            AssertIs(memtable, token, [.. key, 1], isThere: false);
            AssertIs(memtable, token ^ (1L << 60), key, isThere: false);
        }

        AssertInOrder(memtable, Partitions);
        memtable.Unpin();
    }

    private static unsafe void AssertIs(Memtable memtable, long token, byte[] key, bool isThere)
    {
        var node = memtable.Find(token, key);
        Assert.Equal(isThere, node != null);
        Assert.True(node == null || (ListNode.TokenOf(node) == token && ListNode.Key(node).SequenceEqual(key)));
    }

    private static unsafe void AssertInOrder(Memtable memtable, int count)
    {
        ListNode* before = null;
        for (var node = OrderedList.First(memtable.Partitions); node != null; node = OrderedList.Next(node))
        {
            Assert.True(before == null || ListNode.Compare(before, node->Prefix, ListNode.Key(node)) < 0);
            Assert.True(OrderedList.Previous(node) == before);
            before = node;
            count--;
        }

        Assert.Equal(0, count);
        Assert.True(OrderedList.Last(memtable.Partitions) == before);
    }

    private static byte[] Element(int number)
    {
        var writer = new MutationWriter();
        writer.BeginPartition(RandomChanges.Wide.Id, 1, [1]);
        writer.BeginRow(RandomChanges.Clustering(1));
        var row = new Data.Rows.RowWriter(writer.Buffer, Data.Rows.Liveness.None, Data.Rows.Deletion.None);
        var path = new[] { (byte)(number >> 16), (byte)(number >> 8), (byte)number };
        row.Element(1, number, 0, 0, path, path);
        writer.EndRow();
        return writer.Record.ToArray();
    }

    private static List<string> Firsts(IRowSource source, ReadCommand command)
    {
        var found = new List<string>();
        using var cursor = source.Read(command);
        while (cursor.MoveNext())
        {
            found.Add(Answers.Line(cursor));
            cursor.SkipPartition();
        }

        return found;
    }

    private static (long Token, byte[] Key, byte[] Clustering)? Page(Tables tables, ReadCommand command, int rows, List<string> found)
    {
        using var cursor = tables.Read(command);
        while (cursor.MoveNext())
        {
            found.Add(Answers.Line(cursor));
            if (--rows == 0)
            {
                return (cursor.Token, cursor.Key.ToArray(), cursor.Clustering.ToArray());
            }
        }

        return null;
    }

    private static void Resume(SeededRandom random, ReadCommand command)
    {
        var (token, key) = random.Chance(0.9) ? RandomChanges.Key(random) : (random.Next(3), [(byte)random.Next(3), 7]);
        if (random.Chance(0.3))
        {
            command.ResumeBehind(token, key);
        }
        else
        {
            command.ResumeWithin(token, key, random.Chance(0.2) ? [] : RandomChanges.Clustering(random));
        }
    }

    private static int AssertSame(ulong seed, Tables tables, ReadCommand command)
    {
        var (expected, found) = (Answers.Of(tables.Model, command), Answers.Of(tables, command));
        Assert.True(
            expected.SequenceEqual(found), $"seed {seed}:\n{string.Join('\n', expected)}\nand not\n{string.Join('\n', found)}");
        return found.Count;
    }

    private static bool Add(List<string> lines, string line)
    {
        lines.Add(line);
        return true;
    }

    /// <summary>Two memtables and the model beside them.</summary>
    private sealed class Tables : IRowSource, IDisposable
    {
        private readonly MemoryBudget _budget = new();
        private readonly CursorPool _pool = new();
        private readonly Memtable _wide;
        private readonly Memtable _narrow;
        private long _sequence;

        public Tables()
        {
            var (rows, ranges) = (new RowMerger(), new RangeMerger());
            _wide = new Memtable(_budget, rows, ranges, 5, 0);
            _narrow = new Memtable(_budget, rows, ranges, 7, 0);
            Model.SetTable(RandomChanges.Wide);
            Model.SetTable(RandomChanges.Narrow);
        }

        public ModelStore Model { get; } = new();

        public void Apply(byte[] record)
        {
            Model.Apply(record);
            var reader = new MutationReader(record);
            _sequence++;
            while (reader.MoveNextPartition())
            {
                Of(reader.Table).Apply(ref reader, _sequence);
            }
        }

        public IRowCursor Read(ReadCommand command)
        {
            var memtable = Of(command.Table.Id);
            Assert.True(memtable.TryPin());
            return _pool.Open(command, memtable, _sequence);
        }

        public void Dispose()
        {
            _wide.Unpin();
            _narrow.Unpin();
            Assert.Equal(0, _budget.Used);
        }

        private Memtable Of(Guid table) => table == RandomChanges.Wide.Id ? _wide : _narrow;
    }
}
