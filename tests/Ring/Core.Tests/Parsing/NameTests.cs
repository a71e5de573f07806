using Hathi.Ring.Core.Parsing;
using Hathi.Ring.Core.Printing;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Tests.Parsing;

/// <summary>Names that are not like others.</summary>
public sealed class NameTests
{
    [Theory]
    [InlineData("byte")]
    [InlineData("complex")]
    [InlineData("enum")]
    [InlineData("interval")]
    [InlineData("macaddr")]
    [InlineData("bitstring")]
    public void A_type_of_a_name_that_is_kept_is_printed_in_quotes(string name)
    {
        Assert.Throws<CqlException>(() => CqlParser.Parse($"CREATE TYPE {name} (a int)"));
        var statement = CqlParser.Parse($"CREATE TYPE \"{name}\" (a frozen<\"{name}\">)").Statement;
        Assert.Equal(TreeText.Of(statement), TreeText.Of(CqlParser.Parse(CqlPrinter.Print(statement)).Statement));
    }

    /// <summary>Cassandra writes it small only where it is a word of nobody's, or the name of a type.</summary>
    [Theory]
    [InlineData("Mine", "mine")]
    [InlineData("Cluster", "Cluster")]
    [InlineData("Keys", "Keys")]
    [InlineData("Int", "int")]
    [InlineData("Count", "count")]
    [InlineData("Token", "token")]
    public void A_function_that_is_named_by_a_keyword_keeps_its_letters(string word, string name)
    {
        var select = Assert.IsType<SelectStatement>(CqlParser.Parse($"SELECT {word}(a) FROM t WHERE k = ks.{word}(1)").Statement);
        Assert.Equal(name, Assert.IsType<FunctionCall>(select.Selectors[0].Of).Function.Name);
        var printed = Assert.IsType<SelectStatement>(CqlParser.Parse(CqlPrinter.Print(select)).Statement);
        Assert.Equal(name, Assert.IsType<FunctionCall>(printed.Selectors[0].Of).Function.Name);
    }
}
