using Hathi.Cli.Cql.Input;
using Hathi.Cli.Cql.Tables;

namespace Hathi.Cli.Cql.Commands;

/// <summary>A command of the shell itself.</summary>
/// <returns>False: it is not written so.</returns>
internal delegate Task<bool> ShellCommand(ICommandShell shell, TypedStatement statement, CancellationToken cancellation);

/// <summary>Which there are. What <c>cqlsh</c> has and is not here is refused by name.</summary>
internal static class ShellCommands
{
    private static readonly Dictionary<string, ShellCommand> s_known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["CAPTURE"] = CaptureCommand.RunAsync,
        ["CLEAR"] = ClearAsync,
        ["CLS"] = ClearAsync,
        ["CONSISTENCY"] = ConsistencyCommand.RunAsync,
        ["COPY"] = NotServedAsync,
        ["DESC"] = DescribeCommand.RunAsync,
        ["DESCRIBE"] = DescribeCommand.RunAsync,
        ["EXIT"] = ExitAsync,
        ["EXPAND"] = SwitchCommands.ExpandAsync,
        ["HELP"] = HelpAsync,
        ["?"] = HelpAsync,
        ["LOGIN"] = NotServedAsync,
        ["PAGING"] = SwitchCommands.PagingAsync,
        ["QUIT"] = ExitAsync,
        ["SERIAL"] = ConsistencyCommand.RunSerialAsync,
        ["SHOW"] = ShowCommand.RunAsync,
        ["SOURCE"] = SourceCommand.RunAsync,
        ["TRACING"] = SwitchCommands.TracingAsync,
        ["USE"] = UseAsync,
    };

    private static readonly string[] s_notListed = ["?", "COPY", "LOGIN", "QUIT", "USE"];

    public static ShellCommand? Find(string verb) => s_known.GetValueOrDefault(verb);

    /// <summary>What is refused, for it comes later.</summary>
    public static Task<bool> NotServedAsync(ICommandShell shell, TypedStatement statement, CancellationToken cancellation)
    {
        shell.Fail($"{string.Join(' ', statement.Words.Take(2)).ToUpperInvariant()} is not served yet.");
        return Task.FromResult(true);
    }

    private static Task<bool> ExitAsync(ICommandShell shell, TypedStatement statement, CancellationToken cancellation)
    {
        if (statement.Words.Count > 1)
        {
            return Task.FromResult(false);
        }

        shell.End();
        return Task.FromResult(true);
    }

    private static Task<bool> ClearAsync(ICommandShell shell, TypedStatement statement, CancellationToken cancellation)
    {
        if (shell.Output.Streams.OutIsTerminal)
        {
            shell.Output.Streams.Out.Print("\e[H\e[2J\e[3J");
        }

        return Task.FromResult(statement.Words.Count == 1);
    }

    private static Task<bool> HelpAsync(ICommandShell shell, TypedStatement statement, CancellationToken cancellation)
    {
        foreach (var topic in statement.Words.Skip(1))
        {
            shell.Fail($"*** No help on {topic}");
        }

        if (statement.Words.Count == 1)
        {
            shell.Output.Say("");
            shell.Output.Say("Documented shell commands:");
            shell.Output.Say("===========================");
            NameColumns.Print(shell.Output.Say, [.. s_known.Keys.Except(s_notListed).Order(StringComparer.Ordinal)]);
            shell.Output.Say("");
        }

        return Task.FromResult(true);
    }

    private static async Task<bool> UseAsync(ICommandShell shell, TypedStatement statement, CancellationToken cancellation)
    {
        if (statement.Words.Count != 2)
        {
            return false;
        }

        await StatementRun.RunAsync(shell, statement, cancellation).ConfigureAwait(false);
        return true;
    }
}
