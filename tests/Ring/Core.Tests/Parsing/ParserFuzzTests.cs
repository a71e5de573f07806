using System.Text;
using Hathi.Ring.Core.Lexing;
using Hathi.Ring.Core.Parsing;
using Hathi.Ring.Core.Printing;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Tests.Parsing;

/// <summary>Damaged statements: taken, and then printed as one that is taken, or refused in words.</summary>
public sealed class ParserFuzzTests
{
    [Fact]
    [Fuzzes(typeof(CqlParser), typeof(StatementParser), typeof(CqlLexer), typeof(Quotes), typeof(Numbers))]
    public void Statements() => new Fuzz
    {
        Of = nameof(CqlParser),
        Good = [.. Enumerable.Range(1, 200).Select(static seed => Encoding.UTF8.GetBytes(new StatementMaker((ulong)seed).Make()))],
        Decode = static bytes => AssertTaken(CqlPrinter.Print(CqlParser.Parse(bytes).Statement)),
        Refusals = [typeof(CqlException)],
        Runs = 20_000,
    }.Run();

    // What we print and refuse is no refusal.
    private static void AssertTaken(string printed)
    {
        try
        {
            CqlParser.Parse(printed);
        }
        catch (CqlException e)
        {
            Assert.Fail($"{printed}: {e.Message}");
        }
    }
}
