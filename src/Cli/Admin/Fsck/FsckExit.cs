using Hathi.Cli.Kit;

namespace Hathi.Cli.Admin.Fsck;

/// <summary>What the last line of a report means for the exit code. Source: Apache <c>DFSck</c>, <c>NamenodeFsck</c>.</summary>
internal static class FsckExit
{
    private const int Corrupt = 1;

    /// <param name="line">The last one; null when there was none.</param>
    public static int Of(string? line) => line switch
    {
        null => Corrupt,
        _ when Ends(line, "is HEALTHY") => ExitCodes.Ok,
        _ when Ends(line, "is CORRUPT") => Corrupt,
        _ when Ends(line, "does not exist") => ExitCodes.Ok,
        _ when line.Contains("Incorrect blockId format:", StringComparison.Ordinal) => ExitCodes.Ok,
        _ when Ends(line, "is EXCESS") => ExitCodes.Ok,
        _ when Ends(line, "is DECOMMISSIONED") => 2,
        _ when Ends(line, "is DECOMMISSIONING") => 3,
        _ when Ends(line, "is IN MAINTENANCE") => 4,
        _ when Ends(line, "is ENTERING MAINTENANCE") => 5,
        _ when Ends(line, "is STALE") => 6,
        _ => ExitCodes.Usage,
    };

    private static bool Ends(string line, string status) => line.EndsWith(status, StringComparison.Ordinal);
}
