using Hathi.Tests.Cases;
using Hathi.Tests.Cases.Verbs;

namespace Hathi.Base.Tests;

/// <summary>What reads and plays texts of what users type, tests/Cases/verbs.</summary>
public sealed class VerbKitTests
{
    private const string About = "# Echoes.";

    [Fact]
    public async Task A_text_that_is_so_has_no_differences()
    {
        string[] printed = ["$ echo 'one two' three", "| one two", "| three", "$ echo $WHO", "| $WHO", "$ echo 'a '", @"| a\s"];
        string[] named = ["$ echo 12", "| $NUMBER", "$ echo 2026-11-30T12:00:00.007+0530", "| $STAMP", "$ cat", "< in", "|- in"];
        string[] failed = ["$ fail", "! no", "= 3", "$ fail", "!1 no", "= $ANY", "@only others", "$ nothing", "| at all"];
        Assert.Equal("", await PlayAsync([About, "", .. printed, .. named, .. failed]));
    }

    [Theory]
    [InlineData("x.txt:2: $ echo a\n  expected\n    | b\n  found\n    | a\n", "$ echo a", "| b")]
    [InlineData("x.txt:2: $ echo a\n  expected\n  found\n    | a\n", "$ echo a")]
    [InlineData("x.txt:2: $ echo bob\n  expected\n    | ann\n", "$ echo bob", "| $WHO")]
    [InlineData("x.txt:2: $ echo a\n  expected\n    | $NUMBER\n", "$ echo a", "| $NUMBER")]
    [InlineData("  = 3 where 0 is expected\n", "$ fail", "! no")]
    [InlineData("    ! no\n", "$ fail", "= 3")]
    [InlineData("  expected\n    !1 yes\n", "$ fail", "!1 yes", "= 3")]
    [InlineData("x.txt:2: then the weather\n  expected\n    | rain\n  found\n    | sun\n", "then the weather: rain")]
    public async Task What_differs_is_shown_beside_what_was_expected(string difference, params string[] lines) =>
        Assert.Contains(difference, await PlayAsync([About, .. lines]), StringComparison.Ordinal);

    [Theory]
    [InlineData("x.txt:1: a text begins with '# '", "$ echo a")]
    [InlineData("x.txt:2: a sentence begins with", About, "| a")]
    [InlineData("x.txt:3: 'much' is no exit code", About, "$ echo a", "= much")]
    [InlineData("x.txt:2: unknown words: given hail", About, "given hail")]
    public async Task What_is_wrong_is_said_with_file_and_line(string message, params string[] lines) =>
        Assert.Contains(message, (await Assert.ThrowsAsync<CaseFault>(() => PlayAsync(lines))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task What_is_printed_is_written_down_with_names_and_marks()
    {
        string[] begin = [About, "given rain", "$ echo a", "| a", "", "# a remark"];
        var text = VerbText.Parse(
            "x.txt", [.. begin, "$ echo ann 'b '", "| old", "= 1", "$ cat", "< in", "$ trace", "then the weather: rain"]);
        var (_, others, questions) = await VerbPlayer.PlayAsync(text, Stage());
        Assert.Empty(questions);
        Assert.Equal(
            [.. begin, "$ echo ann 'b '", "| $WHO", @"| b\s", "$ cat", "< in", "|- in", "$ trace", "!1 Exception", "= 1",
                "then the weather: rain"],
            text.WithAnswers(others));
        Assert.Equal("", await PlayAsync([.. text.WithAnswers(others)]));
    }

    private static async Task<string> PlayAsync(params string[] lines) =>
        (await VerbPlayer.PlayAsync(VerbText.Parse("x.txt", lines), Stage())).Differences;

    private static VerbStage Stage() => new(["ours"], new VerbNames([("$WHO", "ann")]), RunAsync) { Language = new Weather() };

    // echo prints a line for each word.
    private static Task<Answer> RunAsync(IReadOnlyList<string> words, string input, string? user) => Task.FromResult(words[0] switch
    {
        "echo" => new Answer(string.Concat(words.Skip(1).Select(static w => w + "\n")), "", 0),
        "cat" => new Answer(input.TrimEnd('\n'), "", 0),
        "trace" => new Answer("", "Exception\n\tat there\n", 1),
        _ => new Answer("", "no\n", 3),
    });

    private sealed class Weather : Language
    {
        private string _now = "sun";

        public Weather()
        {
            Given("rain", _ => _now = "rain");
            Then("the weather", _ => _now);
        }

        protected override string? RefusalOf(Exception e) => null;
    }
}
