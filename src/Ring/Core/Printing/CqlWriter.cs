using System.Text;
using Hathi.Ring.Core.Lexing;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Printing;

/// <summary>Text of CQL as it grows: names in quotes where they need them, strings with theirs doubled.</summary>
internal sealed class CqlWriter
{
    private readonly StringBuilder _text = new();

    public override string ToString() => _text.ToString();

    public CqlWriter Add(string text)
    {
        _text.Append(text);
        return this;
    }

    public CqlWriter AddIf(bool holds, string text) => holds ? Add(text) : this;

    /// <summary>
    /// The name of anything. In quotes unless it is a word in lower case that means nothing: a keyword can be a name in most places, and
    /// not in the same ones; some other words are no names of types.
    /// </summary>
    public CqlWriter Name(string name) =>
        IsPlain(name) ? Add(name) : Add("\"").Add(name.Replace("\"", "\"\"", StringComparison.Ordinal)).Add("\"");

    public CqlWriter Name(QualifiedName name)
    {
        if (name.Keyspace is { } keyspace)
        {
            Name(keyspace).Add(".");
        }

        return Name(name.Name);
    }

    /// <summary>The name of a role, which may be empty: then only a string can be it.</summary>
    public CqlWriter Role(string name) => name.Length == 0 ? String(name) : Name(name);

    public CqlWriter String(string text) => Add("'").Add(text.Replace("'", "''", StringComparison.Ordinal)).Add("'");

    /// <summary>A text of several lines, between dollars where it holds none.</summary>
    public CqlWriter Body(string text) => text.Contains('$', StringComparison.Ordinal) ? String(text) : Add("$$").Add(text).Add("$$");

    public CqlWriter List<T>(ImmutableArray<T> items, string between, Action<T> write)
    {
        for (var i = 0; i < items.Length; i++)
        {
            AddIf(i > 0, between);
            write(items[i]);
        }

        return this;
    }

    public CqlWriter Names(ImmutableArray<string> names) => List(names, ", ", name => Name(name));

    // The word before a parenthesis would be another token.
    private static bool IsPlain(string name) =>
        name.Length > 0 && char.IsAsciiLetterLower(name[0])
        && !name.AsSpan().ContainsAnyExcept(s_ofWords)
        && Keywords.KindOf(name) == TokenKind.Ident && name != "expr" && !Keywords.IsReservedType(name);

    private static readonly System.Buffers.SearchValues<char> s_ofWords =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_");
}
