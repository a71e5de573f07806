using Google.Protobuf;

namespace Hathi.Hostile.Tests.Requests;

/// <summary>The long values, made once: a test that made each anew would measure its own memory.</summary>
internal static class Texts
{
    private const int Kilo = 1024;
    private const int Mega = 1024 * 1024;

    private static readonly Dictionary<(string, int), string> s_strings = [];
    private static readonly Dictionary<int, ByteString> s_bytes = [];

    /// <summary>What texts begin with and repeat: a word, a path of many levels, climbing out of a directory.</summary>
    public static readonly string[] Patterns = ["x", "/a", "../"];

    /// <summary>Lengths by weight: characters, or bytes. The longest stays below the 64 MiB that a frame may have.</summary>
    public static readonly (string Name, int Length, Weight Weight)[] Lengths =
    [
        ("8 KB", 8 * Kilo, Weight.Small), ("1 MB", Mega, Weight.Large), ("17 MB", 17 * Mega, Weight.Huge),
        ("60 MB", 60 * Mega, Weight.Huge),
    ];

    /// <summary>The longest texts cost too much to be kept in every pattern.</summary>
    public static IEnumerable<string> PatternsOf(int length) => length > Mega ? Patterns.Take(1) : Patterns;

    public static string Of(string pattern, int length)
    {
        lock (s_strings)
        {
            if (!s_strings.TryGetValue((pattern, length), out var text))
            {
                text = s_strings[(pattern, length)] = string.Create(length, pattern, static (span, p) =>
                {
                    for (var i = 0; i < span.Length; i++)
                    {
                        span[i] = p[i % p.Length];
                    }
                });
            }

            return text;
        }
    }

    public static ByteString Bytes(int length)
    {
        lock (s_bytes)
        {
            return s_bytes.TryGetValue(length, out var bytes) ? bytes : s_bytes[length] = UnsafeByteOperations.UnsafeWrap(new byte[length]);
        }
    }

    /// <summary>Makes all of them, so that they are not counted as what a call left behind.</summary>
    public static void Prepare()
    {
        foreach (var (_, length, _) in Lengths)
        {
            Bytes(length);
            foreach (var pattern in PatternsOf(length))
            {
                Of(pattern, length);
            }
        }
    }
}
