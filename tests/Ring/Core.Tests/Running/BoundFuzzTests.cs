using System.Text;
using Hathi.Base;
using Hathi.Ring.Core.Meaning;
using Hathi.Ring.Core.Meaning.Plans;
using Hathi.Ring.Core.Meaning.Terms;
using Hathi.Ring.Core.Running;
using Hathi.Ring.Core.Syntax;
using Hathi.Ring.Core.Tests.Meaning;
using Hathi.Ring.Data.Changes;

namespace Hathi.Ring.Core.Tests.Running;

/// <summary>Values that no driver sends: they are refused in words, or what comes of them is a record and can be read again.</summary>
public sealed class BoundFuzzTests
{
    [Theory]
    [InlineData("INSERT INTO coll (k, l, s, m, fl, fs, fm, tu, u, fu, ve, lt) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")]
    [InlineData("INSERT INTO fc (p, c, d, v) VALUES (?, ?, ?, ?)")]
    [InlineData("UPDATE coll SET m = m + ?, s = s - ?, l = ? + l, u.tags = ? WHERE k IN ?")]
    [InlineData("DELETE FROM comp WHERE p1 IN ? AND p2 = ? AND (c1, c2) > ? AND (c1, c2, c3) < ?")]
    [InlineData("INSERT INTO types (k, a, b, bo, da, de, du, tu, u, vi) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) USING TTL ? AND TIMESTAMP ?")]
    public void Any_values_are_taken_or_refused(string statement)
    {
        var schema = TestSchema.Load();
        var plan = (ModificationPlan)StatementPlans.Prepare(schema, TestSchema.Keyspace, Encoding.UTF8.GetBytes(statement));
        var node = new Node(schema, TestSchema.Keyspace);
        var run = new MutationRun(new EvaluationClock(new SeededRandom(1)));
        var page = new RowPage(new EvaluationClock(new SeededRandom(1)));
        var select = Encoding.UTF8.GetBytes($"SELECT * FROM {plan.Table!.Name}");
        var all = (SelectPlan)StatementPlans.Prepare(schema, TestSchema.Keyspace, select);
        var random = new SeededRandom(7);
        var taken = 0;
        for (var i = 0; i < 4_000; i++)
        {
            var bytes = new List<byte>();
            var places = new List<Argument>();
            foreach (var variable in plan.Variables)
            {
                var start = bytes.Count;
                RandomBytes.Append(bytes, variable.Type, random, damage: 0.02);
                var value = new Argument(start, bytes.Count - start);
                places.Add(random.Chance(0.02) ? Argument.Null : random.Chance(0.02) ? Argument.Unset : value);
            }

            try
            {
                run.Begin(1_796_083_200_000_000 + i, null);
                run.Add(plan, new Arguments([.. bytes], places.ToArray()));
            }
            catch (CqlException e)
            {
                Assert.Equal(CqlErrorCode.Invalid, e.Code);
                continue;
            }

            taken++;
            if (!run.Record.IsEmpty)
            {
                MutationReader.Check(run.Record);
                node.Store.Apply(run.Record);
            }
        }

        var sink = default(AnySink);
        page.Begin(all, default, 0, default, 1_796_083_300_000_000);
        page.TryRun(node.Store, long.MaxValue, ref sink);
        Assert.InRange(taken, 100, 4_000);
    }

    private struct AnySink : IRowSink
    {
        public void Value(scoped ReadOnlySpan<byte> value)
        {
        }

        public void Null()
        {
        }
    }
}
