using System.Globalization;
using System.Text;

namespace Hathi.Rpc.Tests;

/// <summary>What happens in one step of a transcript.</summary>
internal enum StepKind
{
    /// <summary>"&gt;": the client sends these bytes.</summary>
    Send,

    /// <summary>"&lt;": the server sends exactly these bytes.</summary>
    Expect,

    /// <summary>"~": the server sends this frame, apart from a Java stack trace in its message.</summary>
    ExpectWithoutStack,

    /// <summary>"closed": the server closes the connection.</summary>
    ExpectClosed,
}

internal sealed record Step(StepKind Kind, byte[] Bytes);

/// <summary>
/// One exchange as readable text: a line a step, bytes as hex pairs and quoted ASCII, comments behind "#".
/// </summary>
internal sealed record Transcript(string Name, IReadOnlyList<string> Comments, IReadOnlyList<Step> Steps)
{
    private const int ShortestQuoted = 4;

    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Transcripts");

    public static Transcript Load(string path)
    {
        var comments = new List<string>();
        var steps = new List<Step>();
        foreach (var line in File.ReadLines(path))
        {
            switch (line)
            {
                case "":
                    break;
                case "closed":
                    steps.Add(new Step(StepKind.ExpectClosed, []));
                    break;
                case ['#', ..]:
                    comments.Add(line[1..].Trim());
                    break;
                case ['>', ..]:
                    steps.Add(new Step(StepKind.Send, ParseBytes(line[1..])));
                    break;
                case ['<', ..]:
                    steps.Add(new Step(StepKind.Expect, ParseBytes(line[1..])));
                    break;
                case ['~', ..]:
                    steps.Add(new Step(StepKind.ExpectWithoutStack, ParseBytes(line[1..])));
                    break;
                default:
                    throw new FormatException($"{path}: \"{line}\" is no step");
            }
        }

        return new Transcript(Path.GetFileNameWithoutExtension(path), comments, steps);
    }

    public void Save(string folder)
    {
        var text = new StringBuilder();
        foreach (var comment in Comments)
        {
            text.Append("# ").Append(comment).Append('\n');
        }

        foreach (var step in Steps)
        {
            text.Append(step.Kind switch
            {
                StepKind.Send => "> ",
                StepKind.Expect => "< ",
                StepKind.ExpectWithoutStack => "~ ",
                _ => "closed",
            });
            text.Append(FormatBytes(step.Bytes)).Append('\n');
        }

        File.WriteAllText(Path.Combine(folder, Name + ".txt"), text.ToString());
    }

    public static byte[] ParseBytes(string text)
    {
        var bytes = new List<byte>();
        for (var i = 0; i < text.Length;)
        {
            if (text[i] == ' ')
            {
                i++;
            }
            else if (text[i] == '"')
            {
                var end = text.IndexOf('"', i + 1);
                bytes.AddRange(Encoding.ASCII.GetBytes(text[(i + 1)..end]));
                i = end + 1;
            }
            else
            {
                bytes.Add(byte.Parse(text.AsSpan(i, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                i += 2;
            }
        }

        return [.. bytes];
    }

    public static string FormatBytes(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        while (!bytes.IsEmpty)
        {
            var printable = bytes.IndexOfAnyExceptInRange((byte)' ', (byte)'~');
            printable = printable < 0 ? bytes.Length : printable;
            var quote = bytes[..printable].IndexOf((byte)'"');
            printable = quote < 0 ? printable : quote;
            var separator = text.Length == 0 ? "" : " ";
            if (printable >= ShortestQuoted)
            {
                text.Append(separator).Append('"').Append(Encoding.ASCII.GetString(bytes[..printable])).Append('"');
                bytes = bytes[printable..];
            }
            else
            {
                text.Append(separator).Append(bytes[0].ToString("x2", CultureInfo.InvariantCulture));
                bytes = bytes[1..];
            }
        }

        return text.ToString();
    }
}
