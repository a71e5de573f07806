using System.Text;
using Hathi.Cli.Cql.Input;
using Hathi.Cli.Cql.Session;
using Hathi.Cli.Cql.Tables;
using Hathi.Ring.Client.Failures;
using Hathi.Ring.Client.Statements;
using Hathi.Ring.Data.Values;

namespace Hathi.Cli.Cql.Commands;

/// <summary><c>DESCRIBE</c>, which the server answers: names in columns, statements as they are.</summary>
internal static class DescribeCommand
{
    private static readonly string[] s_lists = ["TABLES", "COLUMNFAMILIES", "TYPES", "FUNCTIONS", "AGGREGATES"];
    private static readonly string[] s_alone = [.. s_lists, "KEYSPACES", "CLUSTER", "SCHEMA"];

    public static async Task<bool> RunAsync(ICommandShell shell, TypedStatement statement, CancellationToken cancellation)
    {
        if (statement.Words.Count < 2 || (s_alone.Contains(statement.Words[1].ToUpperInvariant()) && statement.Words.Count > 2))
        {
            return false;
        }

        try
        {
            var (rows, warnings) = await ReadAsync(shell.Session, statement.Text, cancellation).ConfigureAwait(false);
            Print(shell, statement.Words[1].ToUpperInvariant(), rows);
            StatementRun.PrintWarnings(shell, warnings);
        }
        catch (RingErrorException e)
        {
            shell.Fail(e.Message);
        }

        return true;
    }

    private static void Print(ICommandShell shell, string what, List<Dictionary<string, byte[]>> rows)
    {
        if (s_lists.Contains(what))
        {
            PrintLists(shell, rows);
            return;
        }

        switch (what)
        {
            case "KEYSPACES":
                shell.Output.Say("");
                NameColumns.Print(shell.Output.Say, [.. rows.Select(static row => Text(row, "name"))]);
                shell.Output.Say("");
                break;
            case "CLUSTER":
                rows.ForEach(row => PrintCluster(shell, row));
                break;
            default:
                foreach (var row in rows)
                {
                    shell.Output.Say("");
                    shell.Output.Result(Text(row, "create_statement"));
                }

                break;
        }
    }

    private static void PrintLists(ICommandShell shell, List<Dictionary<string, byte[]>> rows)
    {
        foreach (var (keyspace, names) in Runs(rows))
        {
            shell.Output.Say("");
            if (shell.Session.Keyspace is null)
            {
                shell.Output.Say($"Keyspace {keyspace}");
                shell.Output.Say(new string('-', "Keyspace ".Length + keyspace.Length));
            }

            NameColumns.Print(shell.Output.Say, names);
        }

        if (rows.Count > 0)
        {
            shell.Output.Say("");
        }
    }

    // Rows come keyspace by keyspace.
    private static List<(string Keyspace, List<string> Names)> Runs(List<Dictionary<string, byte[]>> rows)
    {
        var runs = new List<(string Keyspace, List<string> Names)>();
        foreach (var row in rows)
        {
            var keyspace = Text(row, "keyspace_name");
            if (runs.Count == 0 || runs[^1].Keyspace != keyspace)
            {
                runs.Add((keyspace, []));
            }

            runs[^1].Names.Add(Text(row, "name"));
        }

        return runs;
    }

    private static void PrintCluster(ICommandShell shell, Dictionary<string, byte[]> row)
    {
        shell.Output.Say("");
        shell.Output.Say($"Cluster: {Text(row, "cluster")}");
        shell.Output.Say($"Partitioner: {Text(row, "partitioner")}");
        shell.Output.Say($"Snitch: {Text(row, "snitch")}");
        shell.Output.Say("");
        if (!row.TryGetValue("range_ownership", out var owners))
        {
            return;
        }

        const int TokenWidth = 39;
        shell.Output.Say("Range ownership:");
        FieldReader.TryOpen(owners, fieldsEach: 2, out var count, out var reader);
        for (var i = 0; i < count; i++)
        {
            reader.Read(out var token);
            reader.Read(out var nodes);
            shell.Output.Say($" {Encoding.UTF8.GetString(token).PadLeft(TokenWidth)}  [{string.Join(", ", Elements(nodes))}]");
        }

        shell.Output.Say("");
    }

    private static List<string> Elements(ReadOnlySpan<byte> list)
    {
        var elements = new List<string>();
        FieldReader.TryOpen(list, fieldsEach: 1, out var count, out var reader);
        for (var i = 0; i < count; i++)
        {
            reader.Read(out var element);
            elements.Add(Encoding.UTF8.GetString(element));
        }

        return elements;
    }

    private static async Task<(List<Dictionary<string, byte[]>> Rows, IReadOnlyList<string> Warnings)> ReadAsync(
        CqlSession session, string text, CancellationToken cancellation)
    {
        var rows = new List<Dictionary<string, byte[]>>();
        byte[]? next = null;
        while (true)
        {
            using var page = await session.RunAsync(text, next, cancellation).ConfigureAwait(false);
            Add(rows, page);
            next = CqlSession.NextPage(page);
            if (next is null)
            {
                return (rows, page.Warnings);
            }
        }
    }

    private static void Add(List<Dictionary<string, byte[]>> rows, RingAnswer page)
    {
        var columns = page.Columns.Columns;
        var reader = page.Rows;
        while (reader.NextRow())
        {
            var row = new Dictionary<string, byte[]>(StringComparer.Ordinal);
            foreach (var column in columns)
            {
                row[column.Name] = reader.Next().Bytes.ToArray();
            }

            rows.Add(row);
        }
    }

    private static string Text(Dictionary<string, byte[]> row, string column) => Encoding.UTF8.GetString(row[column]);
}
