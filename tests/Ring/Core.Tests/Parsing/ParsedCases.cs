using Hathi.Architecture.Tests;

namespace Hathi.Ring.Core.Tests.Parsing;

/// <summary>
/// A file of texts and what comes of each: the text begins at the margin, what comes of it stands below, indented; an empty line is between
/// two. Lines that begin with <c>##</c> are for the reader. With HATHI_CASES_REWRITE=1 what comes is written instead of compared, but for
/// what others said.
/// </summary>
internal static class ParsedCases
{
    private const string Folder = "tests/Ring/Core.Tests/Parsing";
    private const string Indent = "    ";

    public static void Check(string file, Func<string, string> found, bool isOurs = true)
    {
        var path = Path.Join(Repository.Root, Folder, file);
        var blocks = File.ReadAllText(path).TrimEnd('\n').Split("\n\n");
        var wrong = new List<string>();
        for (var i = 0; i < blocks.Length; i++)
        {
            var lines = blocks[i].Split('\n');
            var head = lines.Where(static l => !l.StartsWith(Indent, StringComparison.Ordinal)).ToList();
            var text = string.Join('\n', head.Where(static l => !l.StartsWith("##", StringComparison.Ordinal)));
            if (text.Length == 0)
            {
                continue;
            }

            var answer = Indent + found(text);
            if (answer != string.Join('\n', lines.Except(head)))
            {
                wrong.Add(text + "\n" + answer);
                blocks[i] = string.Join('\n', head) + "\n" + answer;
            }
        }

        if (isOurs && Environment.GetEnvironmentVariable("HATHI_CASES_REWRITE") == "1")
        {
            File.WriteAllText(path, string.Join("\n\n", blocks) + "\n");
        }
        else
        {
            Assert.Empty(wrong);
        }
    }
}
