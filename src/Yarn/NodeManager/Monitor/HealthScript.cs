using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Hathi.Yarn.NodeManager.Events;
using Hathi.Yarn.NodeManager.Options;
using Microsoft.Extensions.Logging;

namespace Hathi.Yarn.NodeManager.Monitor;

/// <summary>
/// A script of the administrator that looks at the node every now and then. The node is unhealthy when a line of its output begins with
/// ERROR, when it does not end in time, and when it cannot be started; an exit code alone says nothing, for the script itself may be wrong.
/// Source: NodeHealthScriptRunner.
/// </summary>
internal sealed class HealthScript(HealthScriptOptions options, Action changed, ILogger log)
{
    private const string Error = "ERROR";
    private const string TimedOut = "Node health script timed out";

    /// <summary>Characters of its output that are told.</summary>
    private const int MostOutput = 8 << 10;

    private volatile string _report = "";

    /// <summary>What is wrong; "": nothing.</summary>
    internal string Report => _report;

    /// <summary>Runs it in its interval, the first time at once.</summary>
    /// <exception cref="OperationCanceledException">Its only end.</exception>
    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(options.Interval);
        do
        {
            var report = await LookAsync(cancellationToken).ConfigureAwait(false);
            if (report != _report)
            {
                var turned = report.Length == 0 != (_report.Length == 0);
                _report = report;
                Tell(report);
                if (turned)
                {
                    changed();
                }
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
    }

    private void Tell(string report)
    {
        if (report.Length == 0)
        {
            log.NothingWrong(options.Path);
        }
        else
        {
            log.ScriptTold(options.Path, report);
        }
    }

    /// <summary>Runs it once.</summary>
    /// <returns>What is wrong; "": nothing.</returns>
    internal async Task<string> LookAsync(CancellationToken cancellationToken)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(options.Timeout);
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(options.Path, options.Arguments) { RedirectStandardOutput = true, RedirectStandardInput = true })!;
            try
            {
                process.StandardInput.Close();
                var output = await ReadAsync(process.StandardOutput, late.Token).ConfigureAwait(false);
                await process.WaitForExitAsync(late.Token).ConfigureAwait(false);
                return process.ExitCode == 0 && output.Split('\n').Any(static line => line.StartsWith(Error, StringComparison.Ordinal))
                    ? output.TrimEnd()
                    : "";
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                cancellationToken.ThrowIfCancellationRequested();
                return TimedOut;
            }
        }
        catch (Exception e) when (e is Win32Exception or IOException or InvalidOperationException or AggregateException)
        {
            // The last two: it could not be ended. Whatever goes wrong here must not take the node down.
            return $"{options.Path} cannot be run: {e.Message}";
        }
    }

    // To its end, so that the script never waits for us; what is too much is not kept.
    private static async Task<string> ReadAsync(StreamReader source, CancellationToken cancellationToken)
    {
        var kept = new StringBuilder();
        var buffer = new char[1024];
        for (int n; (n = await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
        {
            kept.Append(buffer, 0, Math.Min(n, MostOutput - kept.Length));
        }

        return kept.ToString();
    }
}
