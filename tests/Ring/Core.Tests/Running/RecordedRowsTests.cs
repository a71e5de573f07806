using System.Globalization;
using System.Text;
using Hathi.Architecture.Tests;
using Hathi.Ring.Core.Meaning;
using Hathi.Ring.Core.Syntax;
using Hathi.Ring.Core.Tests.Meaning;

namespace Hathi.Ring.Core.Tests.Running;

/// <summary>
/// What Apache Cassandra 5.0.6 answered to a script of statements, one after another, page by page: the rows, or the code and the message.
/// <c>~</c> behind the code: we refuse it in other words; <c>?</c> before an answer: we answer otherwise, as is said above it. What it
/// answered with an exception of its own (0000) we refuse as invalid. Never written anew from what we say.
/// </summary>
public sealed class RecordedRowsTests
{
    private const string Indent = "    ";

    [Fact]
    public void A_script_of_statements_has_the_rows_that_Cassandra_gave() => Replay("rows.txt", 350, Statement);

    [Fact]
    public void Values_that_are_bound_are_taken_or_refused_as_Cassandra_does() => Replay("bound.txt", 120, Bound);

    [Fact]
    public void What_is_made_of_columns_has_the_names_types_and_values_that_Cassandra_gave() => Replay("functions.txt", 45, Described);

    private static void Replay(string file, int least, Func<Node, string, List<List<string>>?> run)
    {
        var node = new Node(TestSchema.Load(), TestSchema.Keyspace);
        if (file == "bound.txt")
        {
            // It goes on where the script ended.
            foreach (var (text, _) in Blocks("rows.txt"))
            {
                Answer(node, text, Statement);
            }
        }

        var wrong = new List<string>();
        var count = 0;
        foreach (var (text, answer) in Blocks(file))
        {
            count++;
            var ours = Answer(node, text, run);
            if (!IsAsAnswered(ours, answer))
            {
                wrong.Add($"{text}\n{Indented(answer)}\n  ours\n{Indented(ours)}");
            }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} differ:\n{string.Join("\n\n", wrong)}");
        Assert.InRange(count, least, int.MaxValue);
    }

    private static string Indented(string text) => Indent + text.Replace("\n", "\n" + Indent, StringComparison.Ordinal);

    private static IEnumerable<(string Text, string Answer)> Blocks(string file)
    {
        var path = Path.Join(Repository.Root, "tests/Ring/Core.Tests/Running", file);
        var blocks = File.ReadAllText(path).TrimEnd('\n').Split("\n\n");
        foreach (var block in blocks.Where(static b => !b.StartsWith("##", StringComparison.Ordinal)))
        {
            var lines = block.Split('\n');
            yield return (lines[0], string.Join('\n', lines[1..].Select(static l => l[Indent.Length..])));
        }
    }

    private static string Answer(Node node, string text, Func<Node, string, List<List<string>>?> run)
    {
        try
        {
            var pages = run(node, text);
            return pages is null ? "OK" : string.Join("\n--\n", pages.Select(static p => p.Count == 0 ? "-" : string.Join('\n', p)));
        }
        catch (CqlException e)
        {
            return $"{(int)e.Code:x4} {e.Message}";
        }
    }

    private static bool IsAsAnswered(string ours, string answer)
    {
        if (answer.StartsWith("0000 ", StringComparison.Ordinal))
        {
            return ours.StartsWith("2200 ", StringComparison.Ordinal);
        }

        if (answer.StartsWith("? ", StringComparison.Ordinal))
        {
            return ours != answer[2..];
        }

        return answer.Length > 5 && answer[5] == '~'
            ? ours.StartsWith(answer[..5], StringComparison.Ordinal) && ours != answer.Replace("~ ", "", StringComparison.Ordinal)
            : ours == answer;
    }

    private static List<List<string>>? Statement(Node node, string text)
    {
        if (!text.StartsWith('@'))
        {
            return node.Run(text, 0);
        }

        var space = text.IndexOf(' ', StringComparison.Ordinal);
        return node.Run(text[(space + 1)..], int.Parse(text.AsSpan(1, space - 1), CultureInfo.InvariantCulture));
    }

    // Names and types of the columns before the rows.
    private static List<List<string>>? Described(Node node, string text)
    {
        var plan = StatementPlans.Prepare(node.Schema, TestSchema.Keyspace, Encoding.UTF8.GetBytes(text));
        var pages = node.Run(plan, 0);
        if (pages is [{ Count: 0 } none])
        {
            none.Add("-");
        }

        pages?[0].Insert(0, string.Join(" | ", plan.ResultColumns.Select(static c => $"{c.Name} {PreparedTests.Text(c.Type)}")));
        return pages;
    }

    private static List<List<string>>? Bound(Node node, string text)
    {
        var arrow = text.IndexOf(" <-", StringComparison.Ordinal);
        var values = text[(arrow + 3)..].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return node.Run(text[..arrow], 0, [.. values.Select(Value)]);
    }

    // Hexadecimal digits; none as "-"; so many letters; digits, a length and so many letters.
    private static byte[]? Value(string text)
    {
        var star = text.IndexOf('*', StringComparison.Ordinal);
        if (star >= 0)
        {
            var count = int.Parse(text.AsSpan(star + 1), CultureInfo.InvariantCulture);
            var letters = Enumerable.Repeat((byte)'a', count);
            var length = new byte[] { (byte)(count >> 24), (byte)(count >> 16), (byte)(count >> 8), (byte)count };
            return star == 0 ? [.. letters] : [.. Convert.FromHexString(text[..star]), .. length, .. letters];
        }

        return text switch
        {
            "null" => null,
            "unset" => Node.Unset,
            "-" => [],
            _ => Convert.FromHexString(text),
        };
    }
}
