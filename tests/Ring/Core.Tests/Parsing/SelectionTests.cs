using Hathi.Ring.Core.Parsing;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Tests.Parsing;

/// <summary>What is selected, where a look ahead has to tell what it is.</summary>
public sealed class SelectionTests
{
    /// <summary>In brackets behind a name in parentheses may be a list, whose type that is, or a piece of what that is.</summary>
    [Theory]
    [InlineData("(m)['a'..'c']", true)]
    [InlineData("(m)[..'c']", true)]
    [InlineData("(m)['a'..]", true)]
    [InlineData("(m)[?..?]", true)]
    [InlineData("(m)[:a..:b]", true)]
    [InlineData("(m)['a', 'c']", false)]
    [InlineData("(m)['a']", false)]
    [InlineData("(m)[]", false)]
    public void What_is_behind_a_name_in_parentheses_tells_what_it_is(string selected, bool isPiece)
    {
        var select = Assert.IsType<SelectStatement>(CqlParser.Parse($"SELECT {selected} FROM t").Statement);
        if (isPiece)
        {
            var selection = Assert.IsType<Selection>(select.Selectors[0].Of);
            Assert.IsType<SliceStep>(Assert.Single(selection.Steps));
            return;
        }

        Assert.IsType<TypeHint>(select.Selectors[0].Of);
    }

    /// <summary>The word is a column as well, and the name in parentheses might be its type.</summary>
    [Fact]
    public void A_limit_behind_a_group_in_parentheses_is_one()
    {
        var text = "SELECT * FROM t GROUP BY (a) PER PARTITION LIMIT 1";
        var select = Assert.IsType<SelectStatement>(CqlParser.Parse(text).Statement);
        Assert.IsType<TupleLiteral>(Assert.Single(select.GroupBy));
        Assert.NotNull(select.PerPartitionLimit);
        select = Assert.IsType<SelectStatement>(CqlParser.Parse("SELECT (a) per FROM t").Statement);
        Assert.IsType<TypeHint>(select.Selectors[0].Of);
    }

    /// <summary>Whether something else is tried does not hang on what a client has written.</summary>
    [Theory]
    [InlineData("SELECT a[(frozen<'{0}'>) 1] FROM t")]
    [InlineData("SELECT JSON (frozen<'{0}'>) 1 FROM t")]
    public void A_message_that_shows_a_text_is_one_whatever_the_text(string text)
    {
        var refused = Assert.Throws<CqlException>(() => CqlParser.Parse(text.Replace("{0}", "x", StringComparison.Ordinal)));
        var other = Assert.Throws<CqlException>(() => CqlParser.Parse(text.Replace("{0}", "an input y", StringComparison.Ordinal)));
        Assert.Contains("'x'", refused.Message, StringComparison.Ordinal);
        Assert.Equal(refused.Message.Replace("'x'", "'an input y'", StringComparison.Ordinal), other.Message);
    }
}
