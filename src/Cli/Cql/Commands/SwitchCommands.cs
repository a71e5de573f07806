using System.Globalization;
using Hathi.Cli.Cql.Input;
using Hathi.Cli.Cql.Session;

namespace Hathi.Cli.Cql.Commands;

/// <summary>What is on or off.</summary>
internal static class SwitchCommands
{
    public static Task<bool> ExpandAsync(ICommandShell shell, TypedStatement statement, CancellationToken cancellation)
    {
        var isKnown = TrySwitch(shell, statement, "EXPAND", shell.Session.IsExpanded, out var isOn);
        shell.Session.IsExpanded = isOn;
        return Task.FromResult(isKnown);
    }

    public static Task<bool> TracingAsync(ICommandShell shell, TypedStatement statement, CancellationToken cancellation) =>
        statement.Words.Count == 2 && Is(statement.Words[1], "ON")
            ? ShellCommands.NotServedAsync(shell, statement, cancellation)
            : Task.FromResult(TrySwitch(shell, statement, "TRACING", false, out _));

    /// <summary>On, off, or so many rows a page.</summary>
    public static Task<bool> PagingAsync(ICommandShell shell, TypedStatement statement, CancellationToken cancellation)
    {
        var session = shell.Session;
        if (statement.Words.Count == 2 && int.TryParse(statement.Words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var size))
        {
            (session.IsPaging, session.PageSize) = (true, size);
        }
        else if (!TrySwitch(shell, statement, "PAGING", session.IsPaging, out var isOn))
        {
            return Task.FromResult(false);
        }
        else
        {
            (session.IsPaging, session.PageSize) = (isOn, isOn ? session.PageSize : CqlSession.UsualPage);
        }

        if (session.IsPaging)
        {
            shell.Output.Say($"Page size: {session.PageSize}");
        }

        return Task.FromResult(true);
    }

    private static bool TrySwitch(ICommandShell shell, TypedStatement statement, string name, bool current, out bool isOn)
    {
        isOn = current;
        switch (statement.Words)
        {
            case [_]:
                shell.Output.Say($"{name} is {Word(current)}");
                return true;
            case [_, var word] when Is(word, "ON") || Is(word, "OFF"):
                isOn = Is(word, "ON");
                shell.Output.Say($"{name} {(isOn == current ? "is already" : "set to")} {Word(isOn)}");
                return true;
            default:
                return false;
        }
    }

    private static string Word(bool isOn) => isOn ? "ON" : "OFF";

    private static bool Is(string word, string other) => word.Equals(other, StringComparison.OrdinalIgnoreCase);
}
