using Hathi.Architecture.Tests;

namespace Hathi.Ring.Core.Tests.Schema;

/// <summary>
/// What Apache Cassandra 5.0.6 answered to each statement, one after the other, from a node with nothing in it: what has changed, or the
/// code and the message, and its warnings. This is what was seen, and never written anew from what we say. A block whose answer begins with
/// "~" is answered otherwise by us, as the line behind "ours:" says, for a reason that stands above it.
/// </summary>
public sealed class SchemaAnswersTests
{
    private const string Indent = "    ";
    private const string Ours = "\n    ours: ";

    [Fact]
    public void Every_statement_is_answered_as_by_Cassandra()
    {
        var world = new World();
        var wrong = new List<string>();
        var count = 0;
        foreach (var block in Blocks().Where(static b => !b.StartsWith("##", StringComparison.Ordinal)))
        {
            count++;
            var behind = block.IndexOf('\n' + Indent, StringComparison.Ordinal);
            var answer = block[(behind + 1 + Indent.Length)..];
            var ours = world.Say(block[..behind]).Replace("\n", "⏎", StringComparison.Ordinal)
                .Replace("⏎    warning", "\n    warning", StringComparison.Ordinal);
            var at = answer.IndexOf(Ours, StringComparison.Ordinal);
            var expected = at < 0 ? answer : answer[(at + Ours.Length)..];
            if (ours != expected || (at >= 0 && ours == answer[..at]))
            {
                wrong.Add($"{block}\n{Indent}now: {ours}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join("\n\n", wrong));
        Assert.InRange(count, 600, int.MaxValue);
    }

    private static string[] Blocks() =>
        File.ReadAllText(Path.Join(Repository.Root, "tests/Ring/Core.Tests/Schema/answered.txt")).TrimEnd('\n').Split("\n\n");
}
