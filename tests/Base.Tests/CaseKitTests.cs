using Hathi.Tests.Cases;

namespace Hathi.Base.Tests;

/// <summary>What reads and runs the decisions in tests/Cases: what is wrong with a case is said with file and line.</summary>
public sealed class CaseKitTests
{
    [Fact]
    public void A_case_that_is_so_has_no_differences() => Assert.Equal(
        "",
        Run("# A sum.", "given a sum of 3", "when 4 is added", "and 5 is added", "", "# a remark", "then the sum: 12"));

    [Theory]
    [InlineData("x.txt:1: a case begins with '# '", "given a sum of 3", "then the sum: 3")]
    [InlineData("x.txt:2: nothing is asked", "# A sum.", "given a sum of 3")]
    [InlineData("x.txt:2: a sentence begins with", "# A sum.", "Given a sum of 3", "then the sum: 3")]
    [InlineData("x.txt:2: a sentence begins with", "# A sum.", "and a sum of 3", "then the sum: 3")]
    [InlineData("x.txt:2: behind 'then' stand a question", "# A sum.", "then the sum is 3")]
    [InlineData("x.txt:3: unknown words: when 4 is left out", "# A sum.", "given a sum of 3", "when 4 is left out", "then the sum: 3")]
    [InlineData("when {number} is added[ twice]", "# A sum.", "when 4 is left out", "then the sum: 3")]
    [InlineData("x.txt:2: 'much' is no whole number", "# A sum.", "when much is added", "then the sum: 3")]
    [InlineData("x.txt:2: it can be read in several ways", "# A sum.", "when zero is added", "then the sum: 3")]
    [InlineData("x.txt:3: before this something was refused", "# A sum.", "when -4 is added", "when 4 is added", "then the sum: 4")]
    [InlineData("no 'then it is refused' says so: it only grows", "# A sum.", "when -4 is added", "then the sum: 0")]
    public void What_is_wrong_is_said_with_file_and_line(string message, params string[] lines) =>
        Assert.Contains(message, Run(lines), StringComparison.Ordinal);

    [Fact]
    public void An_answer_that_is_another_is_shown_beside_what_was_expected() => Assert.Equal(
        "x.txt:4: then the sum\n  expected\n    | 8\n  found\n    | 7\n",
        Run("# A sum.", "given a sum of 3", "when 4 is added", "then the sum: 8"));

    [Fact]
    public void A_refusal_is_an_answer() =>
        Assert.Equal("", Run("# A sum.", "when -4 is added", "then it is refused: it only grows", "and the sum: 0"));

    [Fact]
    public void Answers_that_differ_with_the_seed_are_joined() =>
        Assert.Equal("", Run("# A sum.", "when the seed is added", "then the sum: 1 or 2 or 3"));

    [Fact]
    public void How_a_long_answer_is_cut_into_lines_does_not_matter() =>
        Assert.Equal("", Run("# A sum.", "when 2 is added twice", "then the sum in words:", "| one and one and", "| one and one"));

    [Fact]
    public void A_rewrite_changes_the_answers_alone()
    {
        string[] begin = ["# A sum.", "", "when 40 is added", "then the sum: 40", "# a remark", "and the sum in words:"];
        string[] lines = [.. begin[..3], "then the sum: 3", .. begin[4..], "| three", "and it is refused: no"];
        var file = CaseFile.Parse("x.txt", lines);
        var rewritten = file.WithAnswers(CaseRun.Answers(file, static _ => new Sums(0), 1).Answers);
        Assert.Equal(begin, rewritten.Take(6));
        Assert.True(rewritten.Count > 8);
        Assert.All(rewritten.Skip(6).SkipLast(1), static l => Assert.StartsWith("| ", l, StringComparison.Ordinal));
        Assert.All(rewritten, static l => Assert.InRange(l.Length, 0, 140));
        Assert.Equal("and it is refused: no", rewritten[^1]);
        Assert.Equal("", Run([.. rewritten]));
    }

    private static string Run(params string[] lines)
    {
        try
        {
            var file = CaseFile.Parse("x.txt", lines);
            var (answers, fault) = CaseRun.Answers(file, static seed => new Sums((long)seed), seeds: 3);
            return CaseRun.Differences(file, answers) + fault;
        }
        catch (CaseFault fault)
        {
            return fault.Message;
        }
    }

    private sealed class Sums : Language
    {
        private long _sum;

        public Sums(long seed)
        {
            Given("a sum of {number}", m => _sum = m.Long("number"));
            When("{number} is added[ twice]", m => Add(m.Long("number") * (m.Says("twice") ? 2 : 1)));
            When("zero is added", static _ => { });
            When("the seed is added", _ => Add(seed));
            Then("the sum", _ => $"{_sum}");
            Then("the sum in words", _ => string.Join(" and ", Enumerable.Repeat("one", (int)_sum)));
            ThenRefused();
        }

        protected override string? RefusalOf(Exception e) => e is ArgumentException ? e.Message : null;

        private void Add(long number) => _sum += number >= 0 ? number : throw new ArgumentException("it only grows");
    }
}
