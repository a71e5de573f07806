using System.Text;
using Hathi.Base;

namespace Hathi.Hdfs.Client.Glob;

/// <summary>Text of one component to alternatives without braces. Lives for one parse.</summary>
internal sealed class GlobParser(string glob)
{
    /// <summary>Braces multiply; more alternatives than this in one component is a mistake, not a pattern.</summary>
    private const int MaxAlternatives = 10_000;

    private int _at;

    internal bool SawWildcard { get; private set; }

    internal List<List<GlobToken>> Parse()
    {
        _at = 0;
        return ParseSequence(depth: 0);
    }

    /// <summary>Up to the end, or inside braces up to a comma or the closing brace.</summary>
    private List<List<GlobToken>> ParseSequence(int depth)
    {
        var result = new List<List<GlobToken>> { new() };
        while (_at < glob.Length)
        {
            var c = glob[_at];
            if (depth > 0 && (c is ',' or '}'))
            {
                return result;
            }

            if (c == '{')
            {
                result = Multiply(result, ParseGroup(depth + 1));
            }
            else
            {
                var token = ParseToken();
                foreach (var sequence in result)
                {
                    sequence.Add(token);
                }
            }
        }

        return depth == 0 ? result : throw Broken("Unclosed group", glob.Length);
    }

    private List<List<GlobToken>> ParseGroup(int depth)
    {
        SawWildcard = true;
        var result = new List<List<GlobToken>>();
        do
        {
            _at++;
            result.AddRange(ParseSequence(depth));
        }
        while (glob[_at] == ',');

        _at++;
        return result;
    }

    private GlobToken ParseToken()
    {
        switch (glob[_at])
        {
            case '\\':
                if (++_at == glob.Length)
                {
                    throw Broken("Missing escaped character", _at);
                }

                return GlobToken.Literal(TakeCharacter());
            case '*':
                _at++;
                SawWildcard = true;
                return GlobToken.Star;
            case '?':
                _at++;
                SawWildcard = true;
                return GlobToken.Any;
            case '[':
                SawWildcard = true;
                return ParseSet();
            default:
                return GlobToken.Literal(TakeCharacter());
        }
    }

    private GlobToken ParseSet()
    {
        var ranges = new List<(int, int)>();
        _at++;
        var negated = _at < glob.Length && glob[_at] is ('^' or '!');
        if (negated)
        {
            _at++;
        }

        // A closing bracket in the first place stands for itself.
        for (var first = true; _at < glob.Length && (first || glob[_at] != ']'); first = false)
        {
            var low = TakeSetCharacter();
            if (_at + 1 < glob.Length && glob[_at] == '-' && glob[_at + 1] != ']')
            {
                _at++;
                var high = TakeSetCharacter();
                ranges.Add(high >= low ? (low, high) : throw Broken("Illegal character range", _at));
            }
            else
            {
                ranges.Add((low, low));
            }
        }

        if (_at == glob.Length)
        {
            throw Broken("Unclosed character class", _at);
        }

        _at++;
        return new GlobToken([.. ranges], negated);
    }

    private int TakeSetCharacter()
    {
        if (glob[_at] == '[')
        {
            throw Broken("Unclosed character class", _at);
        }

        if (glob[_at] == '\\' && ++_at == glob.Length)
        {
            throw Broken("Missing escaped character", _at);
        }

        return TakeCharacter();
    }

    private int TakeCharacter()
    {
        if (Rune.TryGetRuneAt(glob, _at, out var rune))
        {
            _at += rune.Utf16SequenceLength;
            return rune.Value;
        }

        return glob[_at++];
    }

    private static List<List<GlobToken>> Multiply(List<List<GlobToken>> left, List<List<GlobToken>> right)
    {
        if ((long)left.Count * right.Count > MaxAlternatives)
        {
            throw new RefusedException($"Illegal file pattern: its braces stand for more than {MaxAlternatives} names");
        }

        var result = new List<List<GlobToken>>(left.Count * right.Count);
        foreach (var l in left)
        {
            foreach (var r in right)
            {
                result.Add([.. l, .. r]);
            }
        }

        return result;
    }

    private RefusedException Broken(string what, int at) =>
        new($"Illegal file pattern: error parsing regexp: {what} at pos {at}: `{glob}`");
}
