using System.Text;
using Hathi.Tests.Cases;
using Hathi.Tests.Cases.Wire;

namespace Hathi.Base.Tests;

/// <summary>Exchanges of bytes as texts: what is read from one, and what is said of one that is none.</summary>
public sealed class TranscriptKitTests
{
    private const string Name = "x.txt";

    [Fact]
    public void What_is_written_is_read_again()
    {
        string[] lines =
        [
            "# Two words.", "given nothing", "> 00 01 \"hello\"", "| hello", "< 0b", "~ ff", "closed", "then what is left: nothing at all",
        ];
        var transcript = Transcript.Parse(Name, lines);
        Assert.Equal(lines, transcript.Lines());
        Assert.Equal([0, 1, .. "hello"u8], transcript.Steps[0].Bytes);
        Assert.Equal(
            [StepKind.Send, StepKind.Expect, StepKind.ExpectAlike, StepKind.ExpectClosed], transcript.Steps.Select(static s => s.Kind));
        Assert.Equal([3, 5, 6, 7], transcript.Steps.Select(static s => s.Line));
        Assert.Equal("nothing at all", transcript.Thens.Single().Answer);
    }

    [Fact]
    public void Long_steps_have_several_lines()
    {
        byte[] bytes = [.. Enumerable.Range(0, 700).Select(static i => (byte)(i < 300 ? i : 'a' + (i % 26)))];
        var lines = new Transcript(Name, [], [new Step(StepKind.Send, bytes, string.Join(' ', Enumerable.Repeat("word", 100)))]).Lines();
        Assert.All(lines, static line => Assert.InRange(line.Length, 3, 140));
        var step = Assert.Single(Transcript.Parse(Name, lines).Steps);
        Assert.Equal(bytes, step.Bytes);
        Assert.Equal(500 - 1, step.Words.Length);
    }

    [Theory]
    [InlineData("hello", "this is no step: hello")]
    [InlineData("> 0", "'0' is no byte")]
    [InlineData("> 0g", "'0g' is no byte")]
    [InlineData("> \"hello", "a quoted text has no end")]
    [InlineData("closed, at last", "this is no step")]
    [InlineData("then what", "this is no step")]
    public void What_is_no_step_is_told_by_file_and_line(string line, string says) => Refused(says, "> 00", line);

    [Theory]
    [InlineData("  41")]
    [InlineData("| hello")]
    public void More_of_a_step_and_what_it_means_stand_behind_it(string line)
    {
        Refused("this is no step", "# First.", line);
        Refused("this is no step", "closed", line);
    }

    [Fact]
    public void Bytes_are_cut_into_messages_where_their_ends_come()
    {
        Step[] steps =
        [
            new(StepKind.Send, [.. "one.tw"u8]), new(StepKind.Expect, [.. "yes.no."u8]), new(StepKind.Send, [.. "o.thr"u8]),
            new(StepKind.ExpectClosed, []),
        ];
        var told = new Transcript(Name, [], steps).Told(new Words());
        Assert.Equal(
            ["> \"one.\"", "| client one", "< \"yes.\"", "| server yes", "< 6e 6f 2e", "| server no", "> \"two.\"", "| client two",
                "closed", "> 74 68 72"],
            told.Lines());
    }

    private static void Refused(string says, string first, string second)
    {
        var fault = Assert.Throws<CaseFault>(() => Transcript.Parse(Name, [first, second]));
        Assert.StartsWith($"{Name}:2: {says}", fault.Message, StringComparison.Ordinal);
    }

    private sealed class Words : IMessageReader
    {
        public bool TryRead(bool isClients, ReadOnlySpan<byte> bytes, out string words, out int count)
        {
            count = bytes.IndexOf((byte)'.') + 1;
            words = $"{(isClients ? "client" : "server")} {Encoding.ASCII.GetString(bytes[..Math.Max(0, count - 1)])}";
            return count > 0;
        }
    }
}
