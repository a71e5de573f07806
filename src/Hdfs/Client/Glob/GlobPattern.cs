namespace Hathi.Hdfs.Client.Glob;

/// <summary>
/// One path component of a glob, compiled: <c>?</c>, <c>*</c>, <c>[abc]</c>, <c>[a-b]</c>, <c>[^a]</c> and <c>[!a]</c>, <c>\c</c>, and
/// <c>{ab,cd}</c>, also nested. Source: Apache <c>org.apache.hadoop.fs.GlobPattern</c>.
/// </summary>
internal sealed class GlobPattern
{
    private readonly List<List<GlobToken>> _alternatives;

    private GlobPattern(List<List<GlobToken>> alternatives, bool hasWildcard)
    {
        _alternatives = alternatives;
        HasWildcard = hasWildcard;
    }

    /// <summary>Whether it is more than a plain (perhaps escaped) name.</summary>
    internal bool HasWildcard { get; }

    /// <exception cref="IOException">The pattern is not complete; the message says where.</exception>
    internal static GlobPattern Compile(string glob)
    {
        var parser = new GlobParser(glob);
        var alternatives = parser.Parse();
        return new GlobPattern(alternatives, parser.SawWildcard);
    }

    internal bool Matches(string name)
    {
        foreach (var tokens in _alternatives)
        {
            if (Matches(tokens, name))
            {
                return true;
            }
        }

        return false;
    }

    // The classic walk: on a mismatch the last star takes one character more.
    private static bool Matches(List<GlobToken> tokens, string name)
    {
        int token = 0, at = 0, star = -1, starAt = 0;
        while (at < name.Length)
        {
            if (token < tokens.Count && tokens[token].IsStar)
            {
                star = token++;
                starAt = at;
            }
            else if (token < tokens.Count && tokens[token].Accepts(name, at, out var width))
            {
                token++;
                at += width;
            }
            else if (star >= 0)
            {
                token = star + 1;
                at = ++starAt;
            }
            else
            {
                return false;
            }
        }

        while (token < tokens.Count && tokens[token].IsStar)
        {
            token++;
        }

        return token == tokens.Count;
    }
}
