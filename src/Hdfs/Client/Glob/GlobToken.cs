using System.Text;

namespace Hathi.Hdfs.Client.Glob;

/// <summary>One step of a compiled pattern: a run of any characters, or one character out of ranges.</summary>
internal sealed class GlobToken
{
    internal static readonly GlobToken Star = new([], negated: false);
    internal static readonly GlobToken Any = new([], negated: true);

    private readonly (int First, int Last)[] _ranges;
    private readonly bool _negated;

    internal GlobToken((int First, int Last)[] ranges, bool negated)
    {
        _ranges = ranges;
        _negated = negated;
    }

    internal bool IsStar => ReferenceEquals(this, Star);

    internal static GlobToken Literal(int c) => new([(c, c)], negated: false);

    /// <param name="name">The name.</param>
    /// <param name="at">Where in it.</param>
    /// <param name="width">1, or 2 for a character outside the basic plane.</param>
    internal bool Accepts(string name, int at, out int width)
    {
        int c = name[at];
        width = 1;
        if (Rune.TryGetRuneAt(name, at, out var rune))
        {
            c = rune.Value;
            width = rune.Utf16SequenceLength;
        }

        foreach (var (first, last) in _ranges)
        {
            if (c >= first && c <= last)
            {
                return !_negated;
            }
        }

        return _negated;
    }
}
