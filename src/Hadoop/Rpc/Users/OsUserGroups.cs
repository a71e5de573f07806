using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Hathi.Base;
using Microsoft.Extensions.Logging;

namespace Hathi.Hadoop.Rpc.Users;

/// <summary>Groups as this machine knows them, asked through <c>id -Gn</c>, as Apache's ShellBasedUnixGroupsMapping does.</summary>
public static class OsUserGroups
{
    /// <summary>Characters of the program's answer: thousands of groups; those of a user with more that came last are left out.</summary>
    internal const int MaxAnswer = 64 * 1024;

    private static readonly Regex s_numbers = new("[0-9]+", RegexOptions.CultureInvariant);

    // GNU and BSD, and busybox. With an error of the system behind it ("no such user: Input/output error") nobody has been asked.
    private static readonly Regex s_noSuchUser = new(@"(: no such user|unknown user \S*)$", RegexOptions.CultureInvariant);

    /// <summary>Groups with a memory.</summary>
    public static CachedUserGroups Create(UserGroupsOptions options, IClock clock, ILogger log) => new(AskAsync, options, clock, log);

    /// <summary>What the answer of <c>id -Gn</c> says.</summary>
    /// <returns>Names of groups; none when there is no such user.</returns>
    /// <exception cref="IOException">It does not say: something that it asks did not answer.</exception>
    internal static IReadOnlyList<string> Read(int exitCode, string text, string complaints)
    {
        var names = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (text.Length >= MaxAnswer)
        {
            names = names[..^1]; // the last one was cut
        }

        if (exitCode == 0)
        {
            return names;
        }

        // Groups without a name are told by number and complained of; the others are good.
        if (names.Length > 0)
        {
            var nameless = s_numbers.Matches(complaints).Select(static match => match.Value).ToHashSet(StringComparer.Ordinal);
            return [.. names.Where(name => !nameless.Contains(name))];
        }

        var said = complaints.Trim();
        return s_noSuchUser.IsMatch(said)
            ? []
            : throw new GroupLookUpException($"id -Gn ended with {exitCode}: {(said.Length > 0 ? said : "without a word")}");
    }

    private static async Task<IReadOnlyList<string>> AskAsync(string user, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("id") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["LC_ALL"] = "C"; // its complaints are read
        start.ArgumentList.Add("-Gn");
        start.ArgumentList.Add("--");
        start.ArgumentList.Add(user);
        using var process = Process.Start(start)!;
        try
        {
            var complaints = ReadAsync(process.StandardError, cancellation);
            var text = await ReadAsync(process.StandardOutput, cancellation).ConfigureAwait(false);
            var said = await complaints.ConfigureAwait(false);
            await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
            return Read(process.ExitCode, text, said);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>All is read, so that the program is not held up; no more than the limit is kept.</summary>
    internal static async Task<string> ReadAsync(TextReader from, CancellationToken cancellation)
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
