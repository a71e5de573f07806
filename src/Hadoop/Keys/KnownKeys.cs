using System.IO.Enumeration;
using System.Text;

namespace Hathi.Hadoop.Keys;

/// <summary>
/// Every key of Hadoop's whose name begins with <c>dfs.</c>, <c>yarn.</c> or <c>mapreduce.</c>, and ours with <c>hathi.</c>: what is not
/// among them has been misspelt. They stand sorted in <c>known-keys.txt</c>, a name a line; those behind which a <c>+</c> stands are read
/// here, the others Apache's programs read only, of Hadoop 3.5.0 or still of 2.7; <c>*</c> stands for what users choose. Names with other
/// beginnings are whoever's. A name costs microseconds; the nearest one of a wrong name a few milliseconds. Any thread.
/// </summary>
public static class KnownKeys
{
    private const string Resource = "known-keys.txt";

    /// <summary>A letter in this many may be wrong in a name that is taken for another.</summary>
    private const int LettersPerMistake = 5;

    /// <summary>And so many in all, or a whole word is another; one more in a long name.</summary>
    private const int MostMistakes = 2;

    private const int LongName = 40;

    /// <summary>For a name with more bytes no nearest one is looked for: that takes time and stack by its square and its length.</summary>
    private const int LongestName = 256;

    private static readonly string[] s_beginnings = ["dfs.", "yarn.", "mapreduce.", "hathi."];

    private static readonly byte[] s_text = Load();

    /// <summary>Whether names of this beginning are all known: others are whoever's.</summary>
    public static bool Concerns(string name) => Array.Exists(s_beginnings, b => name.StartsWith(b, StringComparison.Ordinal));

    /// <summary>Whether a name is one of them, or of no beginning that is watched.</summary>
    public static bool IsKnown(string name) => !Concerns(name) || Find(name) is not null;

    /// <summary>Whether Apache's programs read it and nothing here does.</summary>
    public static bool IsWithoutEffect(string name) => Concerns(name) && Find(name) is { IsRead: false };

    /// <summary>The name that somebody may have meant; null: none is near.</summary>
    public static string? Nearest(string name)
    {
        if (name.Length > LongestName)
        {
            return null;
        }

        var most = Math.Clamp(name.Length / LettersPerMistake, 1, name.Length > LongName ? MostMistakes + 1 : MostMistakes);
        var (best, bestRank) = ((string?)null, int.MaxValue);
        foreach (var entry in All())
        {
            var candidate = entry.IsPattern ? Filled(entry.Name, name) : entry.Name;
            if (candidate is null || candidate == name || Math.Abs(candidate.Length - name.Length) > most)
            {
                continue;
            }

            // Of two that are as near the one that has an effect.
            var mistakes = Mistakes(name, candidate);
            var rank = (2 * mistakes) + (entry.IsRead ? 0 : 1);
            if (mistakes <= most && rank < bestRank)
            {
                (best, bestRank) = (candidate, rank);
            }
        }

        return best;
    }

    /// <summary>All of them, in the order of their names.</summary>
    public static IEnumerable<KnownKey> All()
    {
        for (var start = 0; start < s_text.Length;)
        {
            var end = EndOf(start);
            yield return At(start, end);
            start = end + 1;
        }
    }

    private static KnownKey? Find(string name)
    {
        // A longer one can only be one with parts that users choose.
        Span<byte> bytes = stackalloc byte[LongestName];
        var isShort = Encoding.UTF8.TryGetBytes(name, bytes, out var length);
        var wanted = bytes[..length];
        var (low, high) = (0, isShort ? s_text.Length : 0);
        while (low < high)
        {
            var start = StartOf((low + high) / 2);
            var end = EndOf(start);
            var order = NameAt(start, end).SequenceCompareTo(wanted);
            if (order == 0)
            {
                return At(start, end);
            }

            (low, high) = order < 0 ? (end + 1, high) : (low, start);
        }

        return FindPattern(name);
    }

    private static KnownKey? FindPattern(string name)
    {
        for (var at = 0; s_text.AsSpan(at).IndexOf((byte)'*') is >= 0 and var star;)
        {
            var end = EndOf(at + star);
            var entry = At(StartOf(at + star), end);
            if (FileSystemName.MatchesSimpleExpression(entry.Name, name, ignoreCase: false))
            {
                return entry;
            }

            at = end;
        }

        return null;
    }

    // A pattern with the parts of the name that its stars stand for, or null: yarn.scheduler.capacity.*.capacity becomes
    // yarn.scheduler.capacity.root.a.capacity for yarn.scheduler.capacity.root.a.capcity.
    private static string? Filled(string pattern, string name)
    {
        var (parts, own) = (pattern.Split('.'), name.Split('.'));
        var (before, after) = (Array.IndexOf(parts, "*"), parts.Length - 1 - Array.LastIndexOf(parts, "*"));
        return before < 0 || own.Length < parts.Length
            ? null
            : string.Join('.', [.. parts[..before], .. own[before..^after], .. parts[^after..]]);
    }

    // Letters to be changed, added, left out, or exchanged with the next one (Damerau and Levenshtein).
    private static int Mistakes(string one, string other)
    {
        Span<int> earlier = stackalloc int[other.Length + 1];
        Span<int> before = stackalloc int[other.Length + 1];
        Span<int> now = stackalloc int[other.Length + 1];
        for (var j = 0; j <= other.Length; j++)
        {
            before[j] = j;
        }

        for (var i = 1; i <= one.Length; i++)
        {
            now[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var same = one[i - 1] == other[j - 1] ? 0 : 1;
                now[j] = Math.Min(Math.Min(now[j - 1] + 1, before[j] + 1), before[j - 1] + same);
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                {
                    now[j] = Math.Min(now[j], earlier[j - 2] + 1);
                }
            }

            var free = earlier;
            earlier = before;
            before = now;
            now = free;
        }

        return before[other.Length];
    }

    private static int StartOf(int at) => s_text.AsSpan(0, at).LastIndexOf((byte)'\n') + 1;

    private static int EndOf(int at) => at + s_text.AsSpan(at).IndexOf((byte)'\n');

    private static ReadOnlySpan<byte> NameAt(int start, int end)
    {
        var line = s_text.AsSpan(start, end - start);
        return line.IndexOf((byte)' ') is >= 0 and var blank ? line[..blank] : line;
    }

    private static KnownKey At(int start, int end)
    {
        var name = NameAt(start, end);
        return new KnownKey(Encoding.UTF8.GetString(name), name.Length < end - start);
    }

    private static byte[] Load()
    {
        using var stream = typeof(KnownKeys).Assembly.GetManifestResourceStream(Resource)!;
        var text = new byte[stream.Length];
        stream.ReadExactly(text);
        return text;
    }
}

/// <summary>A key that is known.</summary>
/// <param name="Name">Its name; with <c>*</c> for what users choose.</param>
/// <param name="IsRead">Whether something here reads it.</param>
public readonly record struct KnownKey(string Name, bool IsRead)
{
    /// <summary>Whether it stands for many.</summary>
    public bool IsPattern => Name.Contains('*', StringComparison.Ordinal);
}
