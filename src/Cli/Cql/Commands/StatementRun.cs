using Hathi.Cli.Cql.Input;
using Hathi.Cli.Cql.Session;
using Hathi.Cli.Cql.Tables;
using Hathi.Ring.Client.Failures;
using Hathi.Ring.Client.Statements;
using Hathi.Ring.Protocol.Answers;

namespace Hathi.Cli.Cql.Commands;

/// <summary>A statement that the server does, and what came of it.</summary>
internal static class StatementRun
{
    public static async Task RunAsync(ICommandShell shell, TypedStatement statement, CancellationToken cancellation)
    {
        try
        {
            using var first = await shell.Session.RunAsync(statement.Text, null, cancellation).ConfigureAwait(false);
            if (Is(statement, "SELECT") || Is(statement, "LIST"))
            {
                await PrintPagesAsync(shell, statement.Text, first, cancellation).ConfigureAwait(false);
            }
            else if (first.Kind == ResultKind.Rows && first.Rows.RowCount > 0)
            {
                // Of a condition: whether it held, and what stood in its way.
                shell.Output.Result("");
                Print(shell, first, hasHeader: true, before: 0);
            }

            PrintWarnings(shell, first.Warnings);
        }
        catch (RingErrorException e)
        {
            shell.Fail(ErrorText.Of(e));
        }
    }

    public static void PrintWarnings(ICommandShell shell, IReadOnlyList<string> warnings)
    {
        if (warnings.Count == 0)
        {
            return;
        }

        shell.Output.Result("");
        shell.Output.Result("Warnings :");
        foreach (var warning in warnings)
        {
            shell.Output.Result(warning);
            shell.Output.Result("");
        }
    }

    private static async Task PrintPagesAsync(ICommandShell shell, string text, RingAnswer first, CancellationToken cancellation)
    {
        shell.Output.Result("");
        var rows = first.Kind == ResultKind.Rows ? Print(shell, first, hasHeader: true, before: 0) : 0;
        var next = CqlSession.NextPage(first);
        while (next is not null)
        {
            if (shell.IsTyped && shell.Output.CapturedTo is null && !await GoesOnAsync(shell, cancellation).ConfigureAwait(false))
            {
                break;
            }

            using var page = await shell.Session.RunAsync(text, next, cancellation).ConfigureAwait(false);
            rows += page.Rows.RowCount > 0 ? Print(shell, page, hasHeader: shell.IsTyped, rows) : 0;
            next = CqlSession.NextPage(page);
        }

        if (!shell.IsTyped)
        {
            shell.Output.Result("");
        }

        shell.Output.Result($"({rows} rows)");
    }

    private static async Task<bool> GoesOnAsync(ICommandShell shell, CancellationToken cancellation)
    {
        shell.Output.Streams.Out.Print("---MORE---");
        shell.Output.Flush();
        return await Console.In.ReadLineAsync(cancellation).ConfigureAwait(false) is not null;
    }

    private static int Print(ICommandShell shell, RingAnswer answer, bool hasHeader, int before)
    {
        var table = new RowTable(answer);
        if (shell.Session.IsExpanded)
        {
            table.PrintExpanded(shell.Output.Result, before);
        }
        else
        {
            table.Print(shell.Output.Result, hasHeader);
            if (shell.IsTyped && table.Count > 0)
            {
                shell.Output.Result("");
            }
        }

        return table.Count;
    }

    private static bool Is(TypedStatement statement, string verb) => statement.Verb.Equals(verb, StringComparison.OrdinalIgnoreCase);
}
