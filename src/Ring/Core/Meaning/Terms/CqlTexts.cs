using Hathi.Ring.Core.Printing;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Meaning.Terms;

/// <summary>Expressions as Cassandra's messages show them. As deep as the parser lets them nest.</summary>
internal static class CqlTexts
{
    /// <summary>The text of a value.</summary>
    public static string Of(Expression expression) => expression switch
    {
        TypeHint hint => $"({CqlPrinter.Print(hint.Type)}){Of(hint.Operand)}",
        NullLiteral => "null",
        _ => CqlPrinter.Print(expression),
    };

    /// <summary>Whether a variable is in it.</summary>
    public static bool HasMarker(Expression expression) => expression switch
    {
        Marker => true,
        ListLiteral list => list.Elements.Any(HasMarker),
        SetLiteral set => set.Elements.Any(HasMarker),
        MapLiteral map => map.Entries.Any(static e => HasMarker(e.Key) || HasMarker(e.Value)),
        UserTypeLiteral user => user.Fields.Any(static f => HasMarker(f.Value)),
        TupleLiteral tuple => tuple.Elements.Any(HasMarker),
        FunctionCall call => call.Arguments.Any(HasMarker),
        Cast cast => HasMarker(cast.Operand),
        TypeHint hint => HasMarker(hint.Operand),
        Negation negation => HasMarker(negation.Operand),
        Arithmetic sum => HasMarker(sum.First) || sum.Rest.Any(static s => HasMarker(s.Operand)),
        _ => false,
    };
}
