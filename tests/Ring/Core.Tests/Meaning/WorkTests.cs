using System.Buffers.Binary;
using System.Text;
using Hathi.Ring.Core.Meaning;
using Hathi.Ring.Core.Meaning.Plans;
using Hathi.Ring.Core.Meaning.Terms;
using Hathi.Ring.Core.Schema;
using Hathi.Ring.Data.Types;

namespace Hathi.Ring.Core.Tests.Meaning;

/// <summary>
/// What is worked out of a statement takes time in proportion to it, for it runs where others wait. The sizes are such that a product of
/// two of them would take minutes.
/// </summary>
public sealed class WorkTests
{
    private const int Many = 500_000;

    [Fact]
    public void Elements_that_come_again_go_in_one_pass()
    {
        var elements = new SortedElements(NativeType.Int);
        for (var i = 0; i < Many; i++)
        {
            elements.Add(Int(0), Int(i));
            elements.Add(Int(i + 1), Int(0));
        }

        var bytes = elements.Bytes();
        Assert.Equal(Many + 1, BinaryPrimitives.ReadInt32BigEndian(bytes));

        // Of those that are equal the last counts.
        Assert.Equal([.. Int(4), .. Int(0), .. Int(4), .. Int(Many - 1), .. Int(4), .. Int(1)], bytes.AsSpan(4, 24).ToArray());
    }

    [Fact]
    public void Fields_of_a_user_type_are_not_looked_for_one_by_one()
    {
        const int Fields = 20_000;
        var type = new UserType(
            "k", "u", [.. Enumerable.Range(0, Fields).Select(static i => $"f{i}")], [.. Enumerable.Repeat(NativeType.Int, Fields)]);
        var last = Fields - 1;
        Assert.Equal(-1, type.IndexOf("f"));
        Assert.Equal((long)Many * last, Enumerable.Range(0, Many).Sum(_ => (long)type.IndexOf($"f{last}")));
        var schema = TestSchema.With(
            TestSchema.Empty(), $"CREATE TYPE many ({string.Join(", ", Enumerable.Range(0, Fields).Select(static i => $"f{i} int"))})");
        schema = TestSchema.With(schema, "CREATE TABLE t (k int PRIMARY KEY, u frozen<many>)");
        var given = string.Join(", ", Enumerable.Range(0, Many / 2).Select(_ => $"f{last}: 1"));
        Assert.IsType<ModificationPlan>(Prepare(schema, $"INSERT INTO t (k, u) VALUES (1, {{{given}}})"));
    }

    [Fact]
    public void Only_a_batch_looks_for_its_key_among_its_variables()
    {
        var statements = string.Concat(Enumerable.Repeat("INSERT INTO one (k, v) VALUES (?, ?); ", 3));
        var batch = (BatchPlan)Prepare(TestSchema.Load(), $"BEGIN BATCH {statements}APPLY BATCH");
        Assert.Equal([4], batch.KeyIndexes);
        Assert.All(batch.Statements, static s => Assert.Empty(s.KeyIndexes));
    }

    [Fact]
    public void Variables_are_found_by_their_names()
    {
        var plan = Prepare(TestSchema.Load(), "SELECT * FROM comp WHERE p1 = :a AND p2 = :\"Ä\" AND c1 = :a");
        Assert.Equal([0, 1, -1, -1], [Of("a"), Of("Ä"), Of("b"), Of("longer than any name there is")]);
        Assert.Equal([0, 1, 0], Enumerable.Range(0, 3).Select(plan.Names.FirstLike));

        int Of(string name) => plan.Names.IndexOf(Encoding.UTF8.GetBytes(name));
    }

    [Fact]
    public void Selected_values_have_a_bound()
    {
        var refused = Assert.Throws<Syntax.CqlException>(
            () => Prepare(TestSchema.Load(), $"SELECT {string.Join(",", Enumerable.Repeat("v", 16_385))} FROM one"));
        Assert.Contains("16384 are served at most", refused.Message, StringComparison.Ordinal);
    }

    private static StatementPlan Prepare(RingSchema schema, string text) =>
        StatementPlans.Prepare(schema, TestSchema.Keyspace, Encoding.UTF8.GetBytes(text));

    private static byte[] Int(int value)
    {
        var bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
