using System.Buffers;
using System.Net;
using System.Text;
using System.Text.Json;
using Hathi.Platform.Net;
using Hathi.Web.Memory;
using Hathi.Web.Rest;

namespace Hathi.Web.Tests;

/// <summary>XML made of JSON: what it says, and that it says the same by whatever pieces.</summary>
public sealed class XmlMakerTests
{
    private const string Begin = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
    private const string Typed = " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"";

    [Theory]
    [InlineData("""{"a":{}}""", null, "<a/>")]
    [InlineData("""{"a":null}""", null, "<a/>")]
    [InlineData("""{"a":"b"}""", null, "<a>b</a>")]
    [InlineData("""{}""", "a", "<a/>")]
    [InlineData(
        """{"b":1,"c":2.50,"d":true,"e":false,"f":null,"g":""}""", "a", "<a><b>1</b><c>2.50</c><d>true</d><e>false</e><f/><g></g></a>")]
    [InlineData(
        """{"a":{"b":[],"c":[1,2],"d":[{},{"e":1},[3,{"f":4}],null]}}""",
        null,
        "<a><c>1</c><c>2</c><d/><d><e>1</e></d><d>3</d><d><f>4</f></d><d/></a>")]
    [InlineData("""{"a":[1],"b":2}""", "r", "<r><a>1</a><b>2</b></r>")]
    [InlineData(
        """{"a":"<&>\"'\r\n\t\u0001 \ufffe\uffff\ufeff é \ud83d\ude00 \\"}""",
        null,
        "<a>&lt;&amp;&gt;&quot;'&#13;\n\t? ??\ufeff é \U0001F600 \\</a>")]
    [InlineData("""{"scheduler":{"schedulerInfo":{"x":1,"type":"cap<","queue":{"type":"leaf"},"y":{"type":"kept"}}}}""", null,
        "<scheduler><schedulerInfo" + Typed + "cap&lt;\"><x>1</x><queue" + Typed
        + "leaf\"/><y><type>kept</type></y></schedulerInfo></scheduler>")]
    [InlineData(
        """{"schedulerInfo":{"inner":{"type":"deeper"}},"queue":"text"}""",
        "r",
        "<r><schedulerInfo><inner><type>deeper</type></inner></schedulerInfo><queue>text</queue></r>")]
    public void The_same_comes_of_whatever_pieces(string json, string? root, string expected)
    {
        foreach (var (from, to) in ((int, int)[])[(1, 1), (3, 1), (2, 20), (1 << 20, 1), (1 << 20, 1 << 20)])
        {
            Assert.Equal(Begin + expected, Make(Pieces(Encoding.UTF8.GetBytes(json), from), root, to));
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"a":1,"b":2}""")]
    [InlineData("""{"a":[1]}""")]
    public void A_document_has_one_root(string json) =>
        Assert.Throws<ArgumentException>(() => Make(Pieces(Encoding.UTF8.GetBytes(json), 100), null, 100));

    [Fact]
    public void What_was_made_of_a_long_list_is_let_go()
    {
        using var memory = new RequestMemory(new FairBudget(32 << 20).Open(IPAddress.Loopback, null), static (_, _) => { });
        using var json = JsonReply.Written(memory, indented: false, static json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("list");
            for (var i = 0; i < 100_000; i++)
            {
                json.WriteNumberValue(i);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
        var maker = new XmlMaker(json.Written, "lists");
        var text = new StringBuilder();
        bool isMore;
        do
        {
            using var xml = new CountedBuffer(memory);
            isMore = maker.Make(xml, 1000);
            Assert.InRange(xml.Length, 1, 1100);
            text.Append(Encoding.UTF8.GetString(xml.Written));
            json.DropBefore(maker.Position);
        }
        while (isMore);
        Assert.InRange(json.Length, 0, 2 * CountedBuffer.PieceBytes); // of 589,000
        Assert.Equal(
            Begin + "<lists>" + string.Concat(Enumerable.Range(0, 100_000).Select(static i => $"<list>{i}</list>")) + "</lists>",
            text.ToString());
    }

    /// <summary>A second piece may not be had any more when an answer has begun.</summary>
    [Theory]
    [InlineData("<")]
    [InlineData("é\ufffe")]
    [InlineData("\U0001F600\uffff\"")]
    public void A_long_text_is_made_by_the_piece(string unit)
    {
        var text = string.Concat(Enumerable.Repeat(unit, 70_000));
        using var json = JsonReply.Written(null, indented: false, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("a", text);
            writer.WriteEndObject();
        });
        using var maker = new XmlMaker(json.Written, "list");
        var made = new StringBuilder();
        bool isMore;
        do
        {
            using var xml = new CountedBuffer(null);
            isMore = maker.Make(xml, CountedBuffer.PieceBytes / 2);
            Assert.True(xml.Written.IsSingleSegment);
            made.Append(Encoding.UTF8.GetString(xml.Written));
        }
        while (isMore);
        var expected = text.Replace("<", "&lt;", StringComparison.Ordinal).Replace("\"", "&quot;", StringComparison.Ordinal)
            .Replace('\ufffe', '?').Replace('\uffff', '?');
        Assert.Equal($"{Begin}<list><a>{expected}</a></list>", made.ToString());
    }

    private static string Make(ReadOnlySequence<byte> json, string? root, int bytes)
    {
        var maker = new XmlMaker(json, root);
        var text = new List<byte>();
        bool isMore;
        do
        {
            using var xml = new CountedBuffer(null);
            isMore = maker.Make(xml, bytes);
            text.AddRange(xml.Written.ToArray());
        }
        while (isMore);
        return Encoding.UTF8.GetString([.. text]);
    }

    private static ReadOnlySequence<byte> Pieces(byte[] bytes, int length)
    {
        Segment? first = null, last = null;
        foreach (var piece in bytes.Chunk(length))
        {
            last = new Segment(piece, last);
            first ??= last;
        }

        return new ReadOnlySequence<byte>(first!, 0, last!, last!.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(byte[] bytes, Segment? before)
        {
            Memory = bytes;
            if (before is not null)
            {
                RunningIndex = before.RunningIndex + before.Memory.Length;
                before.Next = this;
            }
        }
    }
}
