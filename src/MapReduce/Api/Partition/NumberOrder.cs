namespace Hathi.MapReduce.Partition;

/// <summary>
/// Decimal numbers of any length as text, compared without being parsed, as sort -n does: a sign, digits, a point and digits; what is no
/// number at its start is 0. Numbers that are equal and written differently come in the order that Apache's
/// KeyFieldBasedComparator gives them.
/// </summary>
internal static class NumberOrder
{
    internal static int Compare(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        var left = new Number(a);
        var right = new Number(b);
        if (left.IsNegative != right.IsNegative)
        {
            return left.IsZero && right.IsZero ? 0 : left.IsNegative ? -1 : 1;
        }

        var order = left.Whole.Length != right.Whole.Length
            ? left.Whole.Length.CompareTo(right.Whole.Length)
            : left.Whole.SequenceCompareTo(right.Whole);
        if (order == 0)
        {
            order = left.Next == '.' || right.Next == '.'
                ? left.Fraction.SequenceCompareTo(right.Fraction)
                : left.Next.CompareTo(right.Next);
        }

        return Math.Sign(left.IsNegative ? -order : order);
    }

    // Zeros that say nothing are cut off.
    private readonly ref struct Number
    {
        internal Number(ReadOnlySpan<byte> text)
        {
            IsNegative = text is [(byte)'-', ..];
            var unsigned = IsNegative ? text[1..] : text;
            var digits = Digits(unsigned);
            Whole = unsigned[..digits].TrimStart((byte)'0');
            Next = digits < unsigned.Length ? unsigned[digits] : text.IsEmpty ? (byte)0 : text[0];
            if (digits < unsigned.Length && Next == '.')
            {
                var behind = unsigned[(digits + 1)..];
                Fraction = behind[..Digits(behind)].TrimEnd((byte)'0');
            }
        }

        internal bool IsNegative { get; }

        internal ReadOnlySpan<byte> Whole { get; }

        internal ReadOnlySpan<byte> Fraction { get; }

        /// <summary>What stands behind the digits; the first character when nothing does.</summary>
        internal byte Next { get; }

        internal bool IsZero => Whole.IsEmpty && Fraction.IsEmpty;

        private static int Digits(ReadOnlySpan<byte> text)
        {
            var end = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            return end < 0 ? text.Length : end;
        }
    }
}
