using System.Text;
using Hathi.Ring.Core.Parsing;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Tests.Parsing;

/// <summary>Statements that are too much: refused in words, on whatever stack there is.</summary>
public sealed class LimitTests
{
    private const int SmallStack = 256 * 1024;
    private const int Many = 200_000;

    public static TheoryData<string, string, string> Nesting => new()
    {
        { "SELECT * FROM t WHERE k = ", "(", "1" },
        { "SELECT * FROM t WHERE k = ", "[", "1" },
        { "SELECT * FROM t WHERE k = ", "{1: ", "1" },
        { "SELECT * FROM t WHERE k = ", "{a: ", "1" },
        { "SELECT * FROM t WHERE k = ", "f(", "1" },
        { "SELECT * FROM t WHERE k = ", "(int) ", "1" },
        { "SELECT * FROM t WHERE k = ", "CAST(", "1" },
        { "SELECT ", "(", "a" },
        { "SELECT ", "- ", "a" },
        { "SELECT ", "f(", "a" },
        { "SELECT ", "{", "a" },
        { "SELECT ", "[", "a" },
        { "SELECT ", "(int) ", "a" },
        { "SELECT ", "CAST(", "a" },
        { "CREATE TABLE t (k ", "list<", "int" },
        { "CREATE TABLE t (k ", "map<int, ", "int" },
        { "CREATE TABLE t (k ", "tuple<", "int" },
        { "CREATE TABLE t (k ", "frozen<set<", "int" },
    };

    [Theory]
    [MemberData(nameof(Nesting))]
    public void Nesting_has_an_end(string before, string open, string inner)
    {
        foreach (var depth in new[] { 200, 1_000, Many })
        {
            var text = before + new StringBuilder().Insert(0, open, depth) + inner;
            Assert.Contains("nests more than", OnSmallStack(text)?.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_goes_on_for_long_without_nesting_is_taken()
    {
        Taken("SELECT a" + Repeated(".b") + " FROM t");
        Taken("SELECT a" + Repeated(" + b") + " FROM t");
        Taken("SELECT a" + Repeated("[1]") + " FROM t");
        Taken("SELECT * FROM t WHERE k = 1" + Repeated(" * 2"));
        Taken("SELECT * FROM t WHERE " + Repeated("(") + "k = 1" + Repeated(")"));
        Taken("SELECT * FROM t WHERE k IN (1" + Repeated(", 2") + ")");
        Taken("SELECT * FROM t" + Repeated(";"));
        Taken("UPDATE t SET a['b'] = 1" + Repeated(", a['c'] = 2") + " WHERE k = 1");
        Taken($"UPDATE t SET c0 = 1{string.Concat(Enumerable.Range(1, Many).Select(static i => $", c{i} = 1"))} WHERE k = 1");
        Taken("INSERT INTO t (k) VALUES ('" + Repeated("''") + "')");
        Taken("/*" + Repeated("-") + "*/ USE k");
        Taken(Repeated("--\n") + "USE k");
    }

    [Theory]
    [InlineData(CqlParser.MostMarkers, true)]
    [InlineData(CqlParser.MostMarkers + 1, false)]
    [InlineData(70_000, false)]
    public void Markers_are_counted_in_two_bytes(int count, bool isTaken)
    {
        var text = "SELECT * FROM t WHERE k IN (?" + new StringBuilder().Insert(0, ", ?", count - 1) + ")";
        if (isTaken)
        {
            Assert.Equal(count, CqlParser.Parse(text).Markers.Length);
            return;
        }

        var refused = Assert.Throws<CqlException>(() => CqlParser.Parse(text));
        Assert.Equal(CqlErrorCode.Invalid, refused.Code);
        Assert.Equal($"Too many markers(?). {count} markers exceed the allowed maximum of 65535", refused.Message);
    }

    /// <summary>Metadata tell names, and how many types a tuple has, in two bytes.</summary>
    [Theory]
    [InlineData("SELECT k AS \"", "x", "\" FROM t")]
    [InlineData("SELECT k AS ", "x", " FROM t")]
    [InlineData("SELECT * FROM t WHERE k = :\"", "x", "\"")]
    [InlineData("SELECT * FROM t WHERE k = :", "x", "")]
    [InlineData("CREATE TABLE t (k '", "x", "' PRIMARY KEY)")]
    [InlineData("SELECT * FROM ", "x", "")]
    public void Names_are_told_in_two_bytes(string before, string name, string behind)
    {
        CqlParser.Parse(before + new StringBuilder().Insert(0, name, ushort.MaxValue) + behind);
        var longer = before + new StringBuilder().Insert(0, name, ushort.MaxValue + 1) + behind;
        Assert.Equal(CqlErrorCode.Invalid, Assert.Throws<CqlException>(() => CqlParser.Parse(longer)).Code);
    }

    [Fact]
    public void Types_of_a_tuple_are_told_in_two_bytes()
    {
        CqlParser.Parse(Tuple(ushort.MaxValue));
        Assert.Equal(CqlErrorCode.Invalid, Assert.Throws<CqlException>(() => CqlParser.Parse(Tuple(ushort.MaxValue + 1))).Code);

        static string Tuple(int count) =>
            "CREATE TABLE t (k tuple<int" + new StringBuilder().Insert(0, ", int", count - 1) + "> PRIMARY KEY)";
    }

    /// <summary>Drivers are not told of deeper ones; that they are frozen is not told at all.</summary>
    [Fact]
    public void Types_nest_as_deep_as_the_wire_has_them()
    {
        CqlParser.Parse(Nested(CqlParser.MostTypeDepth));
        Assert.Contains(
            $"nests more than {CqlParser.MostTypeDepth} levels",
            Assert.Throws<CqlException>(() => CqlParser.Parse(Nested(CqlParser.MostTypeDepth + 1))).Message, StringComparison.Ordinal);

        static string Nested(int depth) => "CREATE TABLE t (k " + new StringBuilder().Insert(0, "frozen<list<", depth - 1) + "int"
            + new string('>', 2 * (depth - 1)) + " PRIMARY KEY)";
    }

    /// <summary>A request of a few megabytes must not become a gigabyte.</summary>
    [Fact]
    public void Words_are_counted()
    {
        var text = Encoding.UTF8.GetBytes("SELECT * FROM t WHERE k IN (1" + new StringBuilder().Insert(0, ",1", CqlParser.MostTokens));
        var start = GC.GetAllocatedBytesForCurrentThread();
        var refused = Assert.Throws<CqlException>(() => CqlParser.Parse(text));
        Assert.Equal(CqlErrorCode.Invalid, refused.Code);
        Assert.Equal($"A statement has at most {CqlParser.MostTokens} words and signs", refused.Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - start, 1, 100L * CqlParser.MostTokens);
    }

    [Fact]
    public void A_wrong_token_behind_a_long_text_is_found()
    {
        var text = "SELECT * FROM t WHERE k IN (1" + Repeated(", 2") + " 3)";
        var refused = Assert.Throws<CqlException>(() => CqlParser.Parse(text));
        var message = $"line 1:{text.Length - 2} no viable alternative at input '3' (..., 2";
        Assert.StartsWith(message, refused.Message, StringComparison.Ordinal);
    }

    /// <summary>What is wrong may be megabytes long, and nobody is told so much: little is allocated but the tree so far.</summary>
    [Theory]
    [InlineData("SELECT * FROM t 'x", "'", 0)]
    [InlineData("SELECT * FROM t \"x", "\"", 0)]
    [InlineData("SELECT * FROM t $$x", "$$", 0)]
    [InlineData("SELECT * FROM t x", "", 0)]
    [InlineData("SELECT * FROM t WHERE k = 'x", "' 1 2 3", 1)]
    [InlineData("INSERT INTO t JSON 'x", "' 1 2 3", 1)]
    public void What_is_said_of_a_long_text_is_short(string before, string behind, int ofTree)
    {
        const int Long = 4 << 20;
        var text = Encoding.UTF8.GetBytes(before + new string('x', Long) + behind);
        var start = GC.GetAllocatedBytesForCurrentThread();
        var refused = Assert.Throws<CqlException>(() => CqlParser.Parse(text));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - start, 1, (2 << 20) + (ofTree * Long * sizeof(char)));
        Assert.StartsWith("line 1:", refused.Message, StringComparison.Ordinal);
        Assert.InRange(refused.Message.Length, 1, 4 * ushort.MaxValue);
    }

    /// <summary>A statement as drivers prepare them: the tree, and little more than it.</summary>
    [Fact]
    public void Little_is_allocated()
    {
        var text = "INSERT INTO ks.events (device, day, at, kind, value) VALUES (?, ?, ?, ?, ?) USING TTL ?"u8.ToArray();
        CqlParser.Parse(text);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            CqlParser.Parse(text);
        }

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 100, 1, 1_500);
    }

    private static void Taken(string text)
    {
        if (OnSmallStack(text) is { } refused)
        {
            Assert.Fail($"{text[..60]}…: {refused.Message}");
        }
    }

    private static string Repeated(string piece) => new StringBuilder().Insert(0, piece, Many).ToString();

    private static CqlException? OnSmallStack(string text)
    {
        CqlException? refused = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    CqlParser.Parse(text);
                }
                catch (CqlException e)
                {
                    refused = e;
                }
            },
            SmallStack);
        thread.Start();
        Assert.True(thread.Join(Patience.Limit), $"{text[..60]}… does not come to an end");
        return refused;
    }
}
