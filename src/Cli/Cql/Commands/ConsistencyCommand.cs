using Hathi.Cli.Cql.Input;
using Hathi.Cli.Cql.Session;
using Hathi.Ring.Protocol;

namespace Hathi.Cli.Cql.Commands;

/// <summary><c>CONSISTENCY [level]</c> and <c>SERIAL CONSISTENCY [level]</c>: for what follows.</summary>
internal static class ConsistencyCommand
{
    public static Task<bool> RunAsync(ICommandShell shell, TypedStatement statement, CancellationToken cancellation) =>
        Task.FromResult(Run(shell, [.. statement.Words.Skip(1)]));

    public static Task<bool> RunSerialAsync(ICommandShell shell, TypedStatement statement, CancellationToken cancellation) =>
        Task.FromResult(
            statement.Words.Count > 1 && statement.Words[1].Equals("CONSISTENCY", StringComparison.OrdinalIgnoreCase)
            && RunSerial(shell, [.. statement.Words.Skip(2)]));

    private static bool Run(ICommandShell shell, string[] levels)
    {
        switch (levels)
        {
            case []:
                shell.Output.Say($"Current consistency level is {ConsistencyNames.Of(shell.Session.Consistency)}.");
                return true;
            case [var name] when ConsistencyNames.Find(name) is { } level:
                shell.Session.Consistency = level;
                shell.Output.Say($"Consistency level set to {ConsistencyNames.Of(level)}.");
                return true;
            default:
                return false;
        }
    }

    private static bool RunSerial(ICommandShell shell, string[] levels)
    {
        switch (levels)
        {
            case []:
                shell.Output.Say($"Current serial consistency level is {ConsistencyNames.Of(shell.Session.Serial)}.");
                return true;
            case [var name] when ConsistencyNames.Find(name) is { } level and (Consistency.Serial or Consistency.LocalSerial):
                shell.Session.Serial = level;
                shell.Output.Say($"Serial consistency level set to {ConsistencyNames.Of(level)}.");
                return true;
            default:
                return false;
        }
    }
}
