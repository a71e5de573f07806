namespace Hathi.Cli.Tests.Transcripts;

/// <summary>
/// A file of commands with what they must answer, taken from Apache's own <c>hdfs dfs</c>:
/// <code>
/// # a remark
/// @only hdfs                 from here on: what only makes sense there (or: local), "ours" where we mean to differ, "any" for all
/// @as ada                    the following commands are run by this user; "@as" ends it
/// $ -put - $ROOT/a.txt       a command line; '…' and "…" quote
/// &lt; hello                    standard input, line by line
/// | Found 1 items            standard output, line by line; "|- text" has no line feed, \0 is a zero byte
/// ! ls: `/x': No such …      standard error, line by line
/// !? Moved: …               a line that standard error may have or not
/// !1 -ls: Illegal option -x  the first line of standard error; the rest is usage, which everybody words his own way
/// = 1                        exit code when it is not 0
/// </code>
/// <c>$ROOT</c> is a folder of the file system under test, <c>$FULL</c> and <c>$URI</c> the same with its file system (they differ for
/// local files), <c>$LOCAL</c> a folder of this machine, <c>$LURI</c> the same with its file system, <c>$USER</c> and <c>$GROUP</c> who
/// owns what is made there; <c>$TIME</c> and <c>$ANY</c> match a minute and any text of a line.
/// </summary>
internal sealed record Transcript(string Name, IReadOnlyList<Exchange> Exchanges)
{
    public static Transcript Read(string file)
    {
        var exchanges = new List<Exchange>();
        IReadOnlyList<string> only = [];
        string? user = null;
        var number = 0;
        foreach (var line in File.ReadLines(file))
        {
            number++;
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            var text = line.Length > 2 ? line[2..] : "";
            switch (line[0])
            {
                case '@' when line.StartsWith("@only ", StringComparison.Ordinal):
                    only = line["@only ".Length..].Split(' ').Where(w => w != "any").ToList();
                    break;
                case '@' when line.StartsWith("@as", StringComparison.Ordinal):
                    user = line["@as".Length..].Trim() is { Length: > 0 } name ? name : null;
                    break;
                case '$':
                    exchanges.Add(new Exchange(number, text, only, user));
                    break;
                case '<':
                    exchanges[^1].Input.Append(NoLineFeed(line) ? line[3..] : text + "\n");
                    break;
                case '|':
                    exchanges[^1].Output
                        .Append((NoLineFeed(line) ? line[3..] : text + "\n").Replace("\\0", "\0", StringComparison.Ordinal));
                    break;
                case '!' when line.StartsWith("!1 ", StringComparison.Ordinal):
                    exchanges[^1].FirstErrorLine = line[3..];
                    break;
                case '!' when line.StartsWith("!? ", StringComparison.Ordinal):
                    exchanges[^1].Error.Append(Exchange.Optional + line[3..] + "\n");
                    break;
                case '!':
                    exchanges[^1].Error.Append(text + "\n");
                    break;
                case '=':
                    exchanges[^1].ExitCode = int.Parse(text);
                    break;
                default:
                    throw new FormatException($"{file}:{number}: {line}");
            }
        }

        return new Transcript(Path.GetFileNameWithoutExtension(file), exchanges);
    }

    private static bool NoLineFeed(string line) => line.Length > 2 && line[1] == '-' && line[2] == ' ';
}
