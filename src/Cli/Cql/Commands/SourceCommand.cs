using Hathi.Base;
using Hathi.Cli.Cql.Input;

namespace Hathi.Cli.Cql.Commands;

/// <summary>
/// <c>SOURCE 'file'</c>: what the file says, with what is set here. What goes wrong in it is told and does not count, as with
/// <c>cqlsh</c>.
/// </summary>
internal static class SourceCommand
{
    /// <summary>Files that have each other read: one that has itself read would go on for ever.</summary>
    private const int MaxDepth = 16;

    public static async Task<bool> RunAsync(ICommandShell shell, TypedStatement statement, CancellationToken cancellation)
    {
        if (statement.Words is not [_, var word] || FileNames.Of(word) is not { } path)
        {
            return false;
        }

        if (shell.Depth == MaxDepth)
        {
            shell.Fail($"'{path}' is not read: {MaxDepth} files already have each other read.");
            return true;
        }

        StreamReader lines;
        try
        {
            lines = new StreamReader(path);
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            shell.Fail($"Could not open '{path}': {FileNames.Why(e, path)}");
            return true;
        }

        using (lines)
        {
            await shell.SourceAsync(lines, path, cancellation).ConfigureAwait(false);
        }

        return true;
    }
}
