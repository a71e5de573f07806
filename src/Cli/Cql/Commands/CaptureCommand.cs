using Hathi.Base;
using Hathi.Cli.Cql.Input;

namespace Hathi.Cli.Cql.Commands;

/// <summary><c>CAPTURE 'file'</c>: rows go to the end of a file, until <c>CAPTURE OFF</c>.</summary>
internal static class CaptureCommand
{
    public static Task<bool> RunAsync(ICommandShell shell, TypedStatement statement, CancellationToken cancellation) =>
        Task.FromResult(Run(shell, statement));

    private static bool Run(ICommandShell shell, TypedStatement statement)
    {
        var output = shell.Output;
        switch (statement.Words)
        {
            case [_]:
                output.Say(output.CapturedTo is { } file ? $"Currently capturing query output to '{file}'."
                    : "Currently not capturing query output.");
                return true;
            case [_, var off] when off.Equals("OFF", StringComparison.OrdinalIgnoreCase):
                if (output.CapturedTo is null)
                {
                    shell.Fail("Not currently capturing output.");
                }

                output.EndCapture();
                return true;
            case [_, var word] when FileNames.Of(word) is { } path:
                Begin(shell, path);
                return true;
            default:
                return false;
        }
    }

    private static void Begin(ICommandShell shell, string path)
    {
        if (shell.Output.CapturedTo is { } other)
        {
            shell.Fail($"Already capturing output to {other}. Use CAPTURE OFF to disable.");
            return;
        }

        try
        {
            shell.Output.Capture(path);
            shell.Output.Say($"Now capturing query output to '{path}'.");
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            shell.Fail($"Could not open '{path}' for append: {FileNames.Why(e, path)}");
        }
    }
}
