using System.Text;
using Hathi.Base;

namespace Hathi.Hdfs.Client.Glob;

/// <summary>
/// Writes out braces that hold a slash, leftmost first, so that each result can be cut into components: <c>p{a/b,c/d}s</c> is
/// <c>pa/bs</c> and <c>pc/ds</c>. Braces without a slash stay. Source: Apache <c>org.apache.hadoop.fs.GlobExpander</c>.
/// </summary>
internal static class BraceExpander
{
    private const int MaxPatterns = 10_000;

    internal static List<string> Expand(string pattern)
    {
        var done = new List<string>();
        var open = new Stack<(string Text, int Offset)>();
        open.Push((pattern, 0));
        while (open.TryPop(out var next))
        {
            var brace = LeftmostWithSlash(next.Text, next.Offset);
            if (brace < 0)
            {
                done.Add(next.Text);
                continue;
            }

            var expanded = ExpandAt(next.Text, brace);
            for (var i = expanded.Count - 1; i >= 0; i--)
            {
                open.Push(expanded[i]);
            }

            if (open.Count + done.Count > MaxPatterns)
            {
                throw new RefusedException($"Illegal file pattern: its braces stand for more than {MaxPatterns} paths");
            }
        }

        return done;
    }

    private static int LeftmostWithSlash(string text, int offset)
    {
        int depth = 0, leftmost = -1;
        var slash = false;
        for (var i = offset; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\\':
                    i++;
                    if (i == text.Length)
                    {
                        throw new RefusedException($"Illegal file pattern: no character after the last backslash: {text}");
                    }

                    break;
                case '{':
                    if (depth++ == 0)
                    {
                        leftmost = i;
                        slash = false;
                    }

                    break;
                case '}' when depth > 0:
                    if (--depth == 0 && slash)
                    {
                        return leftmost;
                    }

                    break;
                case '/' when depth > 0:
                    slash = true;
                    break;
            }
        }

        return -1;
    }

    private static List<(string Text, int Offset)> ExpandAt(string text, int brace)
    {
        var prefix = text[..brace];
        var alternatives = new List<string>();
        var current = new StringBuilder();
        var depth = 1;
        var i = brace + 1;
        for (; depth > 0; i++)
        {
            var c = text[i];
            if (c == '\\')
            {
                current.Append(c).Append(text[++i]);
                continue;
            }

            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (depth == 0 || (depth == 1 && c == ','))
            {
                alternatives.Add(current.ToString());
                current.Clear();
            }
            else
            {
                current.Append(c);
            }
        }

        return alternatives.ConvertAll(a => (prefix + a + text[i..], prefix.Length));
    }
}
