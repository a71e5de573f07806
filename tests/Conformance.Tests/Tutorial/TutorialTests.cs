using System.Diagnostics;

namespace Hathi.Conformance.Tests.Tutorial;

/// <summary>The tutorial, typed as it stands there, on a lab of its own: each command says what the document says.</summary>
public sealed class TutorialTests
{
    [Fact]
    public async Task Each_command_of_the_tutorial_says_what_the_tutorial_says()
    {
        var tutorial = TutorialSteps.Parse(await File.ReadAllTextAsync(Path.Combine(Programs.Root, "docs", "tutorial", "README.md")));
        Assert.NotEmpty(tutorial.Steps);
        Assert.NotEmpty(tutorial.Files);
        using var shell = new TutorialShell(tutorial.Files);
        foreach (var step in tutorial.Steps)
        {
            var clock = Stopwatch.StartNew();
            var (code, output) = await shell.RunAsync(step.Command);
            while (step.Waits && !step.Fits(output) && clock.Elapsed < ClusterPatience.Cluster)
            {
                (code, output) = await shell.RunAsync(step.Command);
            }

            Assert.True(
                step.Fits(output) && (code == 0 || step.Waits),
                $"docs/tutorial/README.md:{step.Line}: $ {step.Command}\nended with {code} and said\n{output}\nwhere this is expected\n"
                + string.Join('\n', step.Expected));
        }
    }

    [Theory]
    [InlineData("a\nb\n", true)]
    [InlineData("a \nb", true)]
    [InlineData("a\n", false)]
    [InlineData("a\nb\nc\n", false)]
    [InlineData("a\nx\n", false)]
    public void What_comes_is_compared_line_by_line(string output, bool fits) =>
        Assert.Equal(fits, Step("a", "b").Fits(output));

    [Theory]
    [InlineData("1 of 2 (x)\n", true)]
    [InlineData("first\n1 of 27 (x)\n", true)]
    [InlineData("first\n\nand\n1 of 2 (x)\n", true)]
    [InlineData("1 of 2\n", false)]
    [InlineData("1 of 2 (x)\nlast\n", false)]
    public void Three_points_stand_for_anything(string output, bool fits) =>
        Assert.Equal(fits, Step("…", "1 of … (x)").Fits(output));

    [Theory]
    [InlineData("a  b c\n", true)]
    [InlineData("a     b c\n", true)]
    [InlineData("a b c\n", false)]
    [InlineData("a  b  c\n", false)]
    public void Columns_are_as_wide_as_they_are(string output, bool fits) => Assert.Equal(fits, Step("a   b c").Fits(output));

    [Theory]
    [InlineData("", true)]
    [InlineData("\n", true)]
    [InlineData("a warning\n", false)]
    public void Where_nothing_stands_nothing_comes(string output, bool fits) => Assert.Equal(fits, Step().Fits(output));

    [Theory]
    [InlineData("hdfs://127.77.3.200:8020\n", true)]
    [InlineData("hdfs://127.77.0.201:8020\n", false)]
    public void A_lab_may_have_another_subnet(string output, bool fits) =>
        Assert.Equal(fits, Step("hdfs://127.77.0.200:8020").Fits(output));

    [Fact]
    public void Blocks_are_read_as_a_reader_reads_them()
    {
        var tutorial = TutorialSteps.Parse(
            "Type `$ no`:\n```console\n$ ls\na\n\nb\n$ true\n```\nAsk until:\n```console wait\n$ date\n…\n```\n"
            + "```csharp A.cs\nclass A;\n\n// $ no\n```\n```csharp\nclass No;\n```\n");
        Assert.Equal(["ls", "true", "date"], tutorial.Steps.Select(static s => s.Command));
        Assert.Equal([3, 7, 11], tutorial.Steps.Select(static s => s.Line));
        Assert.Equal([false, false, true], tutorial.Steps.Select(static s => s.Waits));
        Assert.Equal(["a", "", "b"], tutorial.Steps[0].Expected);
        Assert.Equal("class A;\n\n// $ no\n", Assert.Single(tutorial.Files, static f => f.Key == "A.cs").Value);
        Assert.Single(tutorial.Files);
    }

    private static TutorialStep Step(params string[] expected) => new(1, "command", [.. expected], Waits: false);
}
