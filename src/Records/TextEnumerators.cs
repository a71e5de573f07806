namespace Hathi.Records;

/// <summary>Steps through the words of a <see cref="Text"/>; used by <c>foreach</c>.</summary>
public ref struct WordEnumerator
{
    private ReadOnlySpan<byte> _rest;
    private ReadOnlySpan<byte> _word;

    internal WordEnumerator(ReadOnlySpan<byte> text) => _rest = text;

    public readonly Text Current => new(_word);

    public readonly WordEnumerator GetEnumerator() => this;

    public bool MoveNext()
    {
        var rest = _rest;
        var start = 0;
        while (start < rest.Length && IsSpace(rest[start]))
        {
            start++;
        }

        if (start == rest.Length)
        {
            _rest = default;
            return false;
        }

        var end = start + 1;
        while (end < rest.Length && !IsSpace(rest[end]))
        {
            end++;
        }

        _word = rest[start..end];
        _rest = rest[end..];
        return true;
    }

    // Space, or one of the five from \t (9) to \r (13).
    internal static bool IsSpace(byte b) => b <= 32 && (b == 32 || b - 9 is >= 0 and <= 4);
}

/// <summary>Steps through the fields of a <see cref="Text"/>; used by <c>foreach</c>.</summary>
public ref struct FieldEnumerator
{
    private readonly byte _separator;
    private ReadOnlySpan<byte> _rest;
    private ReadOnlySpan<byte> _field;
    private bool _done;

    internal FieldEnumerator(ReadOnlySpan<byte> text, byte separator)
    {
        _rest = text;
        _separator = separator;
    }

    public readonly Text Current => new(_field);

    public readonly FieldEnumerator GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_done)
        {
            return false;
        }

        var at = _rest.IndexOf(_separator);
        _done = at < 0;
        _field = _done ? _rest : _rest[..at];
        _rest = _done ? default : _rest[(at + 1)..];
        return true;
    }
}
