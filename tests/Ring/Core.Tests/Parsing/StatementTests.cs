using Hathi.Ring.Core.Parsing;
using Hathi.Ring.Core.Printing;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Tests.Parsing;

/// <summary>What becomes of statements, right and wrong.</summary>
public sealed class StatementTests
{
    [Theory]
    [InlineData("select.txt")]
    [InlineData("modify.txt")]
    [InlineData("schema.txt")]
    [InlineData("roles.txt")]
    [InlineData("names.txt")]
    [InlineData("drivers.txt")]
    public void A_statement_has_its_tree(string file) => ParsedCases.Check(file, static text =>
    {
        var parsed = CqlParser.Parse(text);
        AssertSameAgain(parsed);
        return TreeText.Of(parsed.Statement);
    });

    /// <summary>
    /// The messages are those of Apache Cassandra 5.0.6, of whose parser they were asked. The last word of each says which token is wrong.
    /// </summary>
    [Fact]
    public void A_wrong_statement_is_refused_as_Cassandra_does() => ParsedCases.Check(
        "refused.txt",
        static text =>
        {
            var refused = Assert.Throws<CqlException>(() => CqlParser.Parse(text.Replace("⏎", "\n", StringComparison.Ordinal)));
            Assert.Equal(CqlErrorCode.SyntaxError, refused.Code);
            return refused.Message;
        },
        isOurs: false);

    [Fact]
    public void Statements_from_seeds_are_printed_as_texts_that_mean_the_same()
    {
        for (var seed = 1UL; seed <= 3_000; seed++)
        {
            var text = new StatementMaker(seed).Make();
            try
            {
                AssertSameAgain(CqlParser.Parse(text));
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {seed}: {text}\n{e}");
            }
        }
    }

    private static void AssertSameAgain(ParsedStatement parsed)
    {
        var printed = CqlPrinter.Print(parsed.Statement);
        var again = CqlParser.Parse(printed);
        Assert.Equal(TreeText.Of(parsed.Statement), TreeText.Of(again.Statement));
        Assert.Equal(parsed.Markers, again.Markers);
        Assert.Equal(printed, CqlPrinter.Print(again.Statement));
    }
}
