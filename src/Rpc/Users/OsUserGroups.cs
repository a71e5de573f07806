using System.Diagnostics;
using System.Text;
using Hathi.Base;

namespace Hathi.Rpc.Users;

/// <summary>Groups as this machine knows them, asked through <c>id -Gn</c>, as Apache's ShellBasedUnixGroupsMapping does.</summary>
public static class OsUserGroups
{
    /// <summary>Characters of the program's answer: thousands of groups; those of a user with more that came last are left out.</summary>
    private const int MaxAnswer = 64 * 1024;

    /// <summary>Groups with a memory.</summary>
    public static CachedUserGroups Create(UserGroupsOptions options, IClock clock) => new(AskAsync, options, clock);

    private static async Task<IReadOnlyList<string>> AskAsync(string user, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("id") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add("-Gn");
        start.ArgumentList.Add("--");
        start.ArgumentList.Add(user);
        using var process = Process.Start(start)!;
        try
        {
            var complaints = ReadAsync(process.StandardError, cancellation);
            var text = await ReadAsync(process.StandardOutput, cancellation).ConfigureAwait(false);
            await complaints.ConfigureAwait(false);
            await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
            var names = process.ExitCode == 0 ? text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) : [];
            return text.Length < MaxAnswer ? names : names[..^1]; // the last one was cut
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    // All is read, so that the program is not held up; no more than the limit is kept.
    private static async Task<string> ReadAsync(StreamReader from, CancellationToken cancellation)
    {
        var text = new StringBuilder();
        var piece = new char[4096];
        int read;
        while ((read = await from.ReadAsync(piece, cancellation).ConfigureAwait(false)) > 0)
        {
            text.Append(piece, 0, Math.Min(read, MaxAnswer - text.Length));
        }

        return text.ToString();
    }
}
