using System.Collections;
using System.Globalization;
using System.Reflection;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Tests.Parsing;

/// <summary>A tree of records in one line; what is null, false or empty is left out where it says nothing.</summary>
internal static class TreeText
{
    private const string Suffix = "Statement";

    public static string Of(object node) => node switch
    {
        string text => Quoted(text),
        bool flag => flag ? "true" : "false",
        Enum value => value.ToString(),
        IFormattable number and (int or long or char) => number.ToString(null, CultureInfo.InvariantCulture),
        QualifiedName { Keyspace: { } keyspace } name => $"{Quoted(keyspace)}.{Quoted(name.Name)}",
        QualifiedName name => Quoted(name.Name),
        Literal { Kind: LiteralKind.String } literal => $"'{literal.Text}'",
        Literal literal => $"{literal.Kind} {literal.Text}",
        Marker { Name: null } marker => $"?{marker.Index}",
        Marker marker => $":{Quoted(marker.Name)}{marker.Index}",
        NullLiteral => "NULL",
        NativeType type => type.Name,
        IEnumerable items => $"[{string.Join(", ", items.Cast<object>().Select(Of))}]",
        _ => Record(node),
    };

    private static string Record(object record)
    {
        var parts =
            from property in record.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            let value = property.GetValue(record)
            where IsSaid(property.PropertyType, value)
            select $"{property.Name} = {Of(value)}";
        var name = record.GetType().Name;
        name = name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : name;
        return $"{name}({string.Join(", ", parts)})";
    }

    // Where a list may also be missing, an empty one says something, and so does "false".
    private static bool IsSaid(Type type, object? value) => value switch
    {
        null => false,
        false => Nullable.GetUnderlyingType(type) is not null,
        Attributes attributes => attributes != default,
        IList list => list.Count > 0 || Nullable.GetUnderlyingType(type) is not null,
        _ => true,
    };

    private static string Quoted(string text) =>
        text.Length > 0 && text.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_') ? text : $"\"{text}\"";
}
