namespace Hathi.Bench.Tests;

/// <summary>What <c>hathi bench</c> is asked: a line that it does not understand whole is refused before anything is measured.</summary>
public sealed class BenchCommandTests
{
    [Theory]
    [InlineData("--roundz 1", "--roundz")]
    [InlineData("transfer", "transfer")]
    [InlineData("--rounds 0", "--rounds is a number from 1 to 100000000")]
    [InlineData("--size many", "many")]
    [InlineData("--files 100000001", "--files is a number from 1 to 100000000")]
    [InlineData("--only transfer,wings", "--only: there is no 'wings'; there are transfer, namenode, load, start, yarn")]
    [InlineData("--check --only transfer", "--only: there is no 'transfer'; there are put, get")]
    [InlineData("--only ls", "--only: there is no 'ls'")]
    [InlineData("--write", "--write has a meaning with --check only")]
    [InlineData("--add --rounds 2", "--add has a meaning with --check only")]
    [InlineData("--check --alone", "--alone has no meaning with --check")]
    [InlineData("--check --applications 3", "--applications has no meaning with --check")]
    [InlineData("--check --ours 127.77.0.200:9042", "--ours has no meaning with --check")]
    [InlineData("--only ring --ours here", "--ours: 'here' is no address and port")]
    [InlineData("--only ring --theirs none", "--theirs: 'none' is no address and port")]
    [InlineData("--alone --only yarn", "--only: 'yarn' is not measured without Apache (--alone)")]
    [InlineData("--alone --only transfer,start", "--only: 'start' is not measured without Apache (--alone)")]
    public void A_line_that_is_not_understood_is_refused(string line, string fault)
    {
        var parsed = BenchCommand.Create().Parse(line);
        Assert.Contains(parsed.Errors, error => error.Message.Contains(fault, StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_not_said_is_as_usual()
    {
        var parsed = BenchCommand.Create().Parse("");
        Assert.Empty(parsed.Errors);
        var options = BenchCommand.Bench(parsed, "/src");
        Assert.Equal(new BenchOptions("/src", BenchRun.Parts, 3, 1024L << 20, null, 1000, null, Alone: false), options);
    }

    [Fact]
    public void What_is_said_is_taken()
    {
        const string Line = "--alone --only transfer,steps --rounds 1 --size 100000 --files 7 --applications 9 --work /w";
        var parsed = BenchCommand.Create().Parse(Line);
        Assert.Empty(parsed.Errors);
        var options = BenchCommand.Bench(parsed, "/src");
        Assert.Equal(["transfer", "steps"], options.Parts);
        Assert.Equal(new BenchOptions("/src", options.Parts, 1, 100_000L << 20, 7, 9, "/w", Alone: true), options);
    }

    [Fact]
    public void Servers_that_run_already_are_taken()
    {
        var parsed = BenchCommand.Create().Parse("--only ring --ours none --theirs 127.78.0.200:9042");
        Assert.Empty(parsed.Errors);
        var options = BenchCommand.Bench(parsed, "/src");
        Assert.Equal(("none", "127.78.0.200:9042"), (options.Ours, options.Theirs));
    }

    [Fact]
    public void A_check_has_other_habits()
    {
        var options = BenchCommand.Check(BenchCommand.Create().Parse("--check --work /w"), "/src");
        Assert.Equal(new Checks.CheckOptions("/src", "all", 5, 256L << 20, 20_000, "/w", Write: false, Add: false), options);
        options = BenchCommand.Check(BenchCommand.Create().Parse("--check --add --only ls --rounds 1 --work /w"), "/src");
        Assert.Equal(new Checks.CheckOptions("/src", "ls", 1, 256L << 20, 20_000, "/w", Write: true, Add: true), options);
    }
}
