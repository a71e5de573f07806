namespace Hathi.Ring.Core.Meaning.Constants;

/// <summary>Goes over a text of digits and signs, and says where it is not as expected.</summary>
/// <param name="text">The text.</param>
internal ref struct TextScanner(ReadOnlySpan<char> text)
{
    private ReadOnlySpan<char> _rest = text;

    public readonly bool AtEnd => _rest.IsEmpty;

    public readonly char Next => _rest.IsEmpty ? '\0' : _rest[0];

    public bool Takes(char sign)
    {
        if (Next != sign || _rest.IsEmpty)
        {
            return false;
        }

        _rest = _rest[1..];
        return true;
    }

    public bool TakesWord(string word)
    {
        if (!_rest.StartsWith(word, StringComparison.Ordinal))
        {
            return false;
        }

        _rest = _rest[word.Length..];
        return true;
    }

    /// <summary>A number of so many digits.</summary>
    /// <returns>How many there were; 0: too few.</returns>
    public int Number(int least, int most, out long number)
    {
        number = 0;
        var length = 0;
        while (length < _rest.Length && length < most && char.IsAsciiDigit(_rest[length]))
        {
            number = number * 10 + (_rest[length] - '0');
            length++;
        }

        if (length < least)
        {
            return 0;
        }

        _rest = _rest[length..];
        return length;
    }
}
