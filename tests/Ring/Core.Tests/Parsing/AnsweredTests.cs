using Hathi.Architecture.Tests;
using Hathi.Ring.Core.Parsing;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Tests.Parsing;

/// <summary>
/// What Apache Cassandra 5.0.6 answered to PREPARE of each statement, a driver having asked it: OK, or the code and the message. Its node
/// had nothing but an empty keyspace "ks". This is what was seen, and never written anew from what we say.
/// </summary>
public sealed class AnsweredTests
{
    private const string Folder = "tests/Ring/Core.Tests/Parsing";
    private const string Indent = "    ";
    private const string Refused = "2000 ";

    // Behind the code: our message is another, or a word of it; and what Cassandra looks up already while it reads, we do not.
    private const string OtherWords = Refused + "~ ";
    private const string Later = Refused + "! ";

    [Fact]
    public void What_Cassandra_takes_is_taken_and_what_it_refuses_is_refused()
    {
        var blocks = File.ReadAllText(Path.Join(Repository.Root, Folder, "answered.txt")).TrimEnd('\n').Split("\n\n");
        var wrong = new List<string>();
        foreach (var block in blocks.Where(static b => !b.StartsWith("##", StringComparison.Ordinal)))
        {
            var behind = block.IndexOf('\n' + Indent, StringComparison.Ordinal);
            var text = block[..behind].Replace("⏎", "\n", StringComparison.Ordinal);
            var answer = block[(behind + 1 + Indent.Length)..];
            var ours = Ours(text);
            if (!IsAsAnswered(ours, answer))
            {
                wrong.Add($"{block}\n{Indent}{ours ?? "OK"}");
            }
        }

        Assert.Empty(wrong);
        Assert.InRange(blocks.Length, 1_000, int.MaxValue);
    }

    private static bool IsAsAnswered(string? ours, string answer)
    {
        if (ours is null)
        {
            return !answer.StartsWith(Refused, StringComparison.Ordinal) || answer.StartsWith(Later, StringComparison.Ordinal);
        }

        return answer.StartsWith(OtherWords, StringComparison.Ordinal)
            ? ours.StartsWith(Refused, StringComparison.Ordinal) && ours != Refused + answer[OtherWords.Length..]
            : ours == answer;
    }

    private static string? Ours(string text)
    {
        try
        {
            CqlParser.Parse(text);
            return null;
        }
        catch (CqlException e)
        {
            return $"{(int)e.Code:x4} {e.Message}";
        }
    }
}
