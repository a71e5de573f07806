using Hathi.Cli.Dfs.Kit;
using Hathi.Cli.Kit;

namespace Hathi.Cli.Admin.Fsck;

/// <summary>
/// <c>-list-corruptfileblocks</c>: the NameNode tells them in pages, with a cookie for the next. Source: Apache
/// <c>DFSck.listCorruptFileBlocks</c>.
/// </summary>
internal static class CorruptFiles
{
    private const string Cookie = "Cookie:";

    public static async Task<int> ListAsync(NameNodePage page, string address, string path, Shell shell)
    {
        var count = 0;
        string? cookie = null;
        do
        {
            var last = cookie;
            cookie = null;
            await foreach (var line in page.LinesAsync(
                last is null ? address : $"{address}&startblockafter={last}", shell.Cancellation).ConfigureAwait(false))
            {
                if (line.StartsWith("Access denied for user", StringComparison.Ordinal))
                {
                    shell.Out.Line($"Failed to open path '{path}': Permission denied");
                    return ExitCodes.Usage;
                }

                if (IsEnd(line))
                {
                    cookie = null;
                    break;
                }

                if (line.StartsWith(Cookie, StringComparison.Ordinal))
                {
                    var next = line[Cookie.Length..].Trim();
                    cookie = next.Length > 0 && next != last ? next : null;
                }
                else if (IsBlock(line))
                {
                    if (count++ == 0)
                    {
                        shell.Out.Line($"The list of corrupt blocks under path '{path}' are:");
                    }

                    shell.Out.Line(line);
                }
            }
        }
        while (cookie is not null);

        shell.Out.Line($"The filesystem under path '{path}' has {count} CORRUPT blocks");
        return count == 0 ? ExitCodes.Ok : ExitCodes.Usage;
    }

    private static bool IsEnd(string line) =>
        line.EndsWith("has no CORRUPT files", StringComparison.Ordinal)
        || line.EndsWith("has no more CORRUPT files", StringComparison.Ordinal)
        || line.EndsWith("does not exist", StringComparison.Ordinal);

    private static bool IsBlock(string line) =>
        line.Length > 0
        && !line.StartsWith("FSCK started by", StringComparison.Ordinal)
        && !line.StartsWith("FSCK ended at", StringComparison.Ordinal)
        && !line.StartsWith("The filesystem under path", StringComparison.Ordinal);
}
