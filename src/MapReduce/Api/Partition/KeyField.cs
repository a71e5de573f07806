namespace Hathi.MapReduce.Partition;

/// <summary>
/// A part of a key, as sort -k says it: from a character of one field to a character of another. Fields and characters count from 1;
/// characters are bytes, as Apache's are.
/// </summary>
/// <param name="FirstField">The field that it starts in.</param>
/// <param name="FirstCharacter">Where in it.</param>
/// <param name="LastField">The field that it ends in; 0: the key's end.</param>
/// <param name="LastCharacter">Its last character there; 0: the field's last.</param>
/// <param name="Numeric">Is compared as a number.</param>
/// <param name="Reverse">The larger comes first.</param>
internal sealed record KeyField(int FirstField, int FirstCharacter, int LastField, int LastCharacter, bool Numeric, bool Reverse)
{
    internal static readonly KeyField Whole = new(1, 1, 0, 0, Numeric: false, Reverse: false);

    /// <summary>The part of a key; false when the key has no such part.</summary>
    internal bool TryFind(ReadOnlySpan<byte> key, ReadOnlySpan<byte> separator, out ReadOnlySpan<byte> part)
    {
        part = default;
        var start = StartOf(key, separator, FirstField);
        if (start < 0 || start + FirstCharacter > key.Length)
        {
            return false;
        }

        start += FirstCharacter - 1;
        var end = EndIn(key, separator);
        part = end > start ? key[start..end] : default;
        return true;
    }

    private int EndIn(ReadOnlySpan<byte> key, ReadOnlySpan<byte> separator)
    {
        var field = LastField == 0 ? -1 : StartOf(key, separator, LastField);
        if (field < 0)
        {
            return key.Length;
        }

        if (LastCharacter > 0)
        {
            return Math.Min(field + LastCharacter, key.Length);
        }

        var length = key[field..].IndexOf(separator);
        return length < 0 ? key.Length : field + length;
    }

    // Where a field starts; negative when the key has fewer.
    private static int StartOf(ReadOnlySpan<byte> key, ReadOnlySpan<byte> separator, int field)
    {
        var start = 0;
        for (var n = 1; n < field; n++)
        {
            var at = key[start..].IndexOf(separator);
            if (at < 0)
            {
                return -1;
            }

            start += at + separator.Length;
        }

        return start;
    }
}
