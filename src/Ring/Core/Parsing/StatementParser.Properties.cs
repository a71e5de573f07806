using Hathi.Ring.Core.Lexing;
using Hathi.Ring.Core.Printing;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Parsing;

/// <content>What stands behind WITH.</content>
internal ref partial struct StatementParser
{
    // A table has thirty; they are compared with each other.
    private const int MostProperties = 1000;

    private ImmutableArray<Property> Properties()
    {
        var properties = default(Items<Property>);
        do
        {
            AddProperty(ref properties);
        }
        while (Takes(TokenKind.And));
        return properties.Done();
    }

    private void AddProperty(ref Items<Property> properties)
    {
        // Of what kind the value is was decided at the name.
        var equal = Kinds.IsName(Kind) ? Ahead() : throw NoViable();
        var value = equal.Kind == TokenKind.Equal ? After(equal) : throw NoViable(equal);
        if (value.Kind != TokenKind.OpenBrace && !Kinds.IsConstant(value.Kind) && !Kinds.IsUnreserved(value.Kind))
        {
            throw NoViable(value);
        }

        var name = TakeName();
        Advance();
        var property = PropertyOf(name);
        foreach (var other in properties.Span)
        {
            if (other.Name == name)
            {
                throw SyntaxErrors.Of($"Multiple definitions for property '{name}'");
            }
        }

        if (properties.Span.Length == MostProperties)
        {
            throw SyntaxErrors.Of($"A statement has {MostProperties} properties at most");
        }

        properties.Add(property);
    }

    private Property PropertyOf(string name)
    {
        if (Kind == TokenKind.OpenBrace)
        {
            return new(name, null, PropertyMap());
        }

        if (Kinds.IsConstant(Kind))
        {
            return new(name, Constant(), []);
        }

        var word = new Literal(LiteralKind.String, Kinds.IsNativeType(Kind) ? NameOf(_current) : TextOf(_current));
        Advance();
        return new(name, word, []);
    }

    private ImmutableArray<PropertyEntry> PropertyMap()
    {
        Expect(TokenKind.OpenBrace);
        if (Takes(TokenKind.CloseBrace))
        {
            return [];
        }

        var map = StartsTerm(Kind) ? Map(null) : throw Mismatched(TokenKind.CloseBrace);
        var entries = default(Items<PropertyEntry>);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (key, value) in map.Entries)
        {
            if (key is not Literal name)
            {
                throw SyntaxErrors.Of($"Invalid property name: {Shown(key)}{OfMarker(key)}");
            }

            if (value is not Literal text)
            {
                throw SyntaxErrors.Of($"Invalid property value: {Shown(value)} for property: {Shown(key)}{OfMarker(value)}");
            }

            if (!names.Add(name.Text))
            {
                throw SyntaxErrors.Of($"Multiple definition for property {name.Text}");
            }

            entries.Add(new(name, text));
        }

        return entries.Done();
    }

    // Cassandra tells of a marker without its name.
    private static string Shown(Expression expression) => expression is Marker ? "?" : CqlPrinter.Print(expression);

    private static string OfMarker(Expression expression) =>
        expression is Marker ? " (bind variables are not supported in DDL queries)" : "";
}
