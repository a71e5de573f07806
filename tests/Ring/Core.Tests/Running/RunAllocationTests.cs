using System.Text;
using Hathi.Base;
using Hathi.Ring.Core.Meaning;
using Hathi.Ring.Core.Meaning.Plans;
using Hathi.Ring.Core.Meaning.Terms;
using Hathi.Ring.Core.Running;
using Hathi.Ring.Core.Tests.Meaning;
using Hathi.Ring.Data.Changes;
using Hathi.Ring.Data.Reads;

namespace Hathi.Ring.Core.Tests.Running;

/// <summary>A prepared request has a budget of memory, of which plans that run take nothing: neither a request nor a row.</summary>
public sealed class RunAllocationTests
{
    private const int Requests = 200;
    private static readonly byte[] s_body = [0, 0, 0, 1, 0, 0, 0, 2, (byte)'t', (byte)'x'];

    [Theory]
    [InlineData("INSERT INTO one (k, v, t) VALUES (?, ?, ?)")]
    [InlineData("UPDATE one USING TTL 5 SET v = ?, t = 'a' WHERE k IN (?, 7) ")]
    [InlineData("INSERT INTO comp (p1, p2, c1, c2, c3, v) VALUES (1, 'a', ?, 'b', 3, ?)")]
    [InlineData("UPDATE coll SET m = m + {'a': 1}, s = {'x'}, l = l + [1] WHERE k = ?")]
    [InlineData("DELETE FROM wide WHERE p = ? AND c > ?")]
    public void A_change_makes_nothing(string statement)
    {
        var plan = (ModificationPlan)Prepare(statement);
        var run = new MutationRun(new EvaluationClock(new SeededRandom(1)));
        var places = Places(plan);
        var total = 0L;
        AssertNothingIsMade(() =>
        {
            run.Begin(1_796_083_200_000_000, null);
            run.Add(plan, new Arguments(s_body, places));
            total += run.Record.Length;
        });
        Assert.InRange(total, Requests, long.MaxValue);
    }

    [Theory]
    [InlineData("SELECT * FROM one WHERE k = ?")]
    [InlineData("SELECT t, v FROM one WHERE k IN (?, 2)")]
    [InlineData("SELECT * FROM comp WHERE p1 = ? AND p2 = 'a' AND c1 = 1 AND c2 > 'a'")]
    [InlineData("SELECT * FROM wide WHERE p = ? AND c >= ? ORDER BY c DESC LIMIT 3")]
    [InlineData("SELECT * FROM wide WHERE v > ? ALLOW FILTERING")]
    public void A_page_makes_nothing(string statement)
    {
        var plan = (SelectPlan)Prepare(statement);
        var page = new RowPage(new EvaluationClock(new SeededRandom(1)));
        var source = new OnePartition(plan);
        var places = Places(plan);
        var sink = default(CountingSink);
        AssertNothingIsMade(() =>
        {
            source.Reset();
            page.Begin(plan, new Arguments(s_body, places), 100, default, 1_796_083_200_000_000);
            page.TryRun(source, long.MaxValue, ref sink);
        });
        Assert.InRange(sink.Values, Requests, int.MaxValue);
    }

    private static StatementPlan Prepare(string statement) =>
        StatementPlans.Prepare(TestSchema.Load(), TestSchema.Keyspace, Encoding.UTF8.GetBytes(statement));

    private static Argument[] Places(StatementPlan plan) =>
        [.. plan.Variables.Select(static (v, i) => i < 2 ? new Argument(i * 4, 4) : new Argument(8, 2))];

    // Counted on this thread; what is compiled and grown at first does not count.
    private static void AssertNothingIsMade(Action request)
    {
        for (var i = 0; i < Requests; i++)
        {
            request();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Requests; i++)
        {
            request();
        }

        Assert.Equal(0, (GC.GetAllocatedBytesForCurrentThread() - before) / Requests);
    }

    private struct CountingSink : IRowSink
    {
        public int Values { get; private set; }

        public void Value(scoped ReadOnlySpan<byte> value) => Values++;

        public void Null() => Values++;
    }

    /// <summary>Ten rows of the partition that is asked for first, which were written by a plan.</summary>
    private sealed class OnePartition : IRowSource, IRowCursor
    {
        private const int Rows = 10;
        private readonly byte[] _record;
        private readonly List<(byte[] Clustering, byte[] Row)> _rows = [];
        private byte[] _key = [];
        private int _at = -1;

        public OnePartition(SelectPlan plan)
        {
            var run = new MutationRun(new EvaluationClock(new SeededRandom(1)));
            run.Begin(1_796_083_100_000_000, null);
            for (var i = 0; i < Rows; i++)
            {
                var insert = plan.Table!.Name switch
                {
                    "one" => "INSERT INTO one (k, v, t) VALUES (1, 5, 'text')",
                    "comp" => $"INSERT INTO comp (p1, p2, c1, c2, c3, s, v, w) VALUES (1, 'a', 1, 'b{i}', 3, 9, 4, 'w')",
                    _ => $"INSERT INTO wide (p, c, s, v) VALUES (1, {i + 2}, 'static', 7)",
                };
                run.Add((ModificationPlan)Prepare(insert), default);
            }

            _record = run.Record.ToArray();
            var reader = new MutationReader(_record);
            while (reader.MoveNextPartition())
            {
                _key = reader.Key.ToArray();
                Token = reader.Token;
                while (reader.MoveNext())
                {
                    if (reader.Kind == ChangeKind.Row)
                    {
                        _rows.Add((reader.Clustering.ToArray(), reader.Row.ToArray()));
                    }
                }
            }
        }

        public long Token { get; }

        public ReadOnlySpan<byte> Key => _key;

        public bool IsStatic => false;

        public ReadOnlySpan<byte> Clustering => _rows[_at].Clustering;

        public ReadOnlySpan<byte> Row => _rows[_at].Row;

        public bool MayBlock => false;

        public void Reset() => _at = -1;

        public IRowCursor Read(ReadCommand command) => this;

        public bool MoveNext() => ++_at < _rows.Count;

        public void SkipPartition() => _at = _rows.Count;

        public void Dispose()
        {
        }
    }
}
