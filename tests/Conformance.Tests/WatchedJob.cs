using System.Diagnostics;

namespace Hathi.Conformance.Tests;

/// <summary>A job's client in a process of its own: what it says of progress is when things die.</summary>
internal static class WatchedJob
{
    // A guard, far from what any of them takes.

    /// <summary>Runs a client to its end, and fails the test when it does not end well or in time.</summary>
    /// <param name="environment">HADOOP_CONF_DIR of the cluster.</param>
    /// <param name="program">The client.</param>
    /// <param name="arguments">What it is asked.</param>
    /// <param name="heard">Given each line of its standard error as it comes; what runs here holds nothing up but this test.</param>
    /// <returns>Its standard error.</returns>
    public static IReadOnlyList<string> Run(
        IReadOnlyDictionary<string, string> environment, string program, IEnumerable<string> arguments, Action<string> heard)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (key, value) in environment)
        {
            start.Environment[key] = value;
        }

        using var job = Process.Start(start)!;
        using var limit = new CancellationTokenSource(ClusterPatience.Command);
        using var late = limit.Token.Register(() => job.Kill(entireProcessTree: true));
        var said = new List<string>();
        while (job.StandardError.ReadLine() is { } line)
        {
            said.Add(line);
            heard(line);
        }

        job.WaitForExit();
        Assert.False(limit.IsCancellationRequested, $"the job did not end within {ClusterPatience.Command}: {string.Join('\n', said)}");
        Assert.True(job.ExitCode == 0, string.Join('\n', said));
        return said;
    }
}
