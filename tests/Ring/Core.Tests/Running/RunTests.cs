using Hathi.Ring.Core.Syntax;
using Hathi.Ring.Core.Tests.Meaning;

namespace Hathi.Ring.Core.Tests.Running;

/// <summary>What readers of the code asked, one by one.</summary>
public sealed class RunTests
{
    private readonly Node _node = new(TestSchema.Load(), TestSchema.Keyspace);

    [Theory]
    [InlineData("DELETE v, v FROM one WHERE k = 1")]
    [InlineData("DELETE m, m['a'], m FROM coll WHERE k = 1")]
    [InlineData("DELETE m['a'], m['a'], u.street, u.street FROM coll WHERE k = 1")]
    [InlineData("UPDATE coll SET m['a'] = 1, m['a'] = 2, u.street = 'a' WHERE k = 1")]
    [InlineData("UPDATE coll SET m = m + {'a': 1}, m = m + {'b': 1}, m = m - {'c'}, s = s + {'a'}, s = s - {'a'} WHERE k = 1")]
    public void A_column_may_be_named_twice(string statement) => Assert.Null(_node.Run(statement, 0));

    [Theory]
    [InlineData("SELECT * FROM comp WHERE p1 = 1 AND p2 = 'a' AND (c2) > ? ALLOW FILTERING", "000000026161")]
    [InlineData("SELECT * FROM comp WHERE p1 = 1 AND p2 = 'a' AND (c2) = ? ALLOW FILTERING", "000000026161")]
    [InlineData("SELECT * FROM comp WHERE p1 = 1 AND p2 = 'a' AND (c2, c3) IN ? ALLOW FILTERING", "00000000")]
    public void What_cannot_be_filtered_by_yet_is_refused(string statement, string value)
    {
        var refused = Assert.Throws<CqlException>(() => _node.Run(statement, 0, Convert.FromHexString(value)));
        Assert.Contains("not served yet", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Combinations_behind_IN_have_a_bound()
    {
        var many = string.Join(", ", Enumerable.Range(0, 300));
        var texts = string.Join(", ", Enumerable.Range(0, 300).Select(static i => $"'{i}'"));
        var text = $"SELECT * FROM comp WHERE p1 IN ({many}) AND p2 IN ({texts})";
        var refused = Assert.Throws<CqlException>(() => _node.Run(text, 0));
        Assert.Contains("90000 combinations", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_large_page_ends_before_its_rows_are_as_many_as_was_asked_for()
    {
        var text = new string('x', 1 << 20);
        for (var i = 0; i < 20; i++)
        {
            _node.Run($"INSERT INTO comp (p1, p2, c1, c2, c3, w) VALUES (1, 'a', {i}, '', 0, '{text}')", 0);
        }

        var pages = _node.Run("SELECT w FROM comp WHERE p1 = 1 AND p2 = 'a'", 1000)!;
        Assert.Equal(20, pages.Sum(static p => p.Count));
        Assert.InRange(pages.Count, 2, 4);
    }

    [Fact]
    public void What_is_null_takes_its_part_of_a_page()
    {
        for (var i = 0; i < 300; i++)
        {
            _node.Run($"INSERT INTO wide (p, c) VALUES (1, {i})", 0);
        }

        // 40,000 bytes a row, of which all are the lengths of nulls.
        var pages = _node.Run($"SELECT {string.Join(",", Enumerable.Repeat("v", 10_000))} FROM wide WHERE p = 1", 1000)!;
        Assert.Equal(300, pages.Sum(static p => p.Count));
        Assert.Equal(2, pages.Count);
    }

    [Fact]
    public void Values_that_aggregates_keep_have_a_bound()
    {
        _node.Run($"INSERT INTO one (k, t) VALUES (1, '{new string('x', 1 << 20)}')", 0);
        Assert.Single(_node.Run("SELECT max(t), min(t) FROM one WHERE k = 1", 0)!);
        var many = string.Join(",", Enumerable.Repeat("max(t)", 17));
        var refused = Assert.Throws<CqlException>(() => _node.Run($"SELECT {many} FROM one WHERE k = 1", 0));
        Assert.Contains("16777216 bytes together", refused.Message, StringComparison.Ordinal);
        Assert.Single(_node.Run("SELECT max(t), min(t) FROM one WHERE k = 1", 0)!);
    }

    [Fact]
    public void A_row_is_not_compared_with_each_value_behind_IN()
    {
        const int Rows = 20_000;
        const int Values = 800_000;
        var inserts = Enumerable.Range(0, Rows).Select(static i => $"INSERT INTO wide (p, c, v) VALUES (1, {i}, {i});");
        _node.Run($"BEGIN UNLOGGED BATCH {string.Concat(inserts)} APPLY BATCH", 0);
        var values = string.Join(",", Enumerable.Range(Rows - 2, Values).Reverse());
        var pages = _node.Run($"SELECT v FROM wide WHERE p = 1 AND v IN (7,{values}) ALLOW FILTERING", 0)!;
        Assert.Equal(["7", "19998", "19999"], pages.Single());
    }
}
