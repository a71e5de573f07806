using Hathi.Architecture.Tests;
using Hathi.Ring.Core.Meaning;
using Hathi.Ring.Core.Meaning.Terms;
using Hathi.Ring.Core.Schema;
using Hathi.Ring.Core.Syntax;
using Hathi.Ring.Data.Types;

namespace Hathi.Ring.Core.Tests.Meaning;

/// <summary>
/// What Apache Cassandra 5.0.6 answered to PREPARE of each statement, with the tables of <c>schema.cql</c>: variables with their types, key
/// indexes, result columns; or the code and the message. Where we differ the line says so: <c>~</c> behind the code, we refuse it in other
/// words; <c>!</c> before the answer, we do not serve it yet, and say that; <c>?</c> before it, we answer otherwise. This is what was seen,
/// and never written anew from what we say.
/// </summary>
public sealed class PreparedTests
{
    private const string Indent = "    ";
    private readonly RingSchema _schema = TestSchema.Load();

    [Fact]
    public void What_Cassandra_prepares_is_prepared_with_the_same_variables_and_columns_and_what_it_refuses_is_refused()
    {
        var path = Path.Join(Repository.Root, "tests/Ring/Core.Tests/Meaning/prepared.txt");
        var blocks = File.ReadAllText(path).TrimEnd('\n').Split("\n\n")
            .Where(static b => !b.StartsWith("##", StringComparison.Ordinal)).ToList();
        var wrong = new List<string>();
        foreach (var block in blocks)
        {
            var behind = block.IndexOf('\n' + Indent, StringComparison.Ordinal);
            var answer = block[(behind + 1 + Indent.Length)..];
            var ours = Ours(block[..behind]);
            if (!IsAsAnswered(ours, answer))
            {
                wrong.Add($"{block}\n{Indent}{ours}");
            }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} differ:\n{string.Join("\n\n", wrong)}");
        Assert.InRange(blocks.Count, 500, int.MaxValue);
    }

    private static bool IsAsAnswered(string ours, string answer)
    {
        if (answer.StartsWith("! ", StringComparison.Ordinal))
        {
            return ours.StartsWith("2200 ", StringComparison.Ordinal)
                && ours.Contains("not served yet", StringComparison.OrdinalIgnoreCase);
        }

        if (answer.StartsWith("? ", StringComparison.Ordinal))
        {
            return ours != answer[2..];
        }

        return answer.Length > 5 && answer[5] == '~'
            ? ours.StartsWith(answer[..5], StringComparison.Ordinal) && ours != answer.Replace("~ ", "", StringComparison.Ordinal)
            : ours == answer;
    }

    private string Ours(string text)
    {
        try
        {
            var plan = StatementPlans.Prepare(_schema, TestSchema.Keyspace, System.Text.Encoding.UTF8.GetBytes(text));
            var columns = plan.ResultColumns.IsEmpty ? "" : $" -> {Text(plan.ResultColumns)}";
            return $"({Text(plan.Variables)}) [{string.Join(' ', plan.KeyIndexes)}]{columns}";
        }
        catch (CqlException e)
        {
            return $"{(int)e.Code:x4} {e.Message.Replace("\n", "\\n", StringComparison.Ordinal)}";
        }
    }

    private static string Text(ImmutableArray<Variable> variables) =>
        string.Join(", ", variables.Select(static v => $"{v.Name} {Text(v.Type)}"));

    internal static string Text(Data.Types.CqlType type) => type switch
    {
        Data.Types.NativeType { Kind: CqlKind.Varchar } => "text",
        Data.Types.NativeType { Kind: CqlKind.Duration } => "'DurationType'",
        Data.Types.NativeType native => native.Kind.ToString().ToLowerInvariant(),
        Data.Types.ListType list => $"list<{Text(list.Element)}>",
        Data.Types.SetType set => $"set<{Text(set.Element)}>",
        Data.Types.MapType map => $"map<{Text(map.Key)}, {Text(map.Value)}>",
        Data.Types.TupleType tuple => $"tuple<{string.Join(", ", tuple.Fields.Select(Text))}>",
        Data.Types.UserType user => $"{user.Keyspace}.{user.Name}",
        _ => $"'{MarshalName.Of(type).Replace("org.apache.cassandra.db.marshal.", "", StringComparison.Ordinal)}'",
    };
}
