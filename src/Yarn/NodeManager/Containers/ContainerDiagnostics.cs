using System.Globalization;
using System.Text;
using Hathi.Base;
using Hathi.Platform.Disk;
using Hathi.Yarn.NodeManager.Launch;
using Hathi.Yarn.NodeManager.State;
using Hathi.Yarn.NodeManager.Storage;

namespace Hathi.Yarn.NodeManager.Containers;

/// <summary>
/// What the owner of a container that did not end with zero is told: the exit code, and of one that no signal ended the ends of its
/// standard errors. Source: DefaultContainerExecutor.launchContainer, ContainerLaunch.handleContainerExitCode,
/// ContainerImpl.KilledExternallyTransition.
/// </summary>
internal static class ContainerDiagnostics
{
    /// <summary>yarn.nodemanager.container.stderr.pattern: stderr, and what differs from it in case.</summary>
    private const string ErrorFile = "stderr";

    /// <summary>As <see cref="Of"/>, where the disk of its logs answers.</summary>
    internal static async Task<IReadOnlyList<string>> OfAsync(
        Container container, int exitCode, bool ordered, int tailBytes, DiskCalls calls)
    {
        try
        {
            return await calls.AskAsync(
                NodeDirectories.LogRoot(container.Logs!),
                () => Of(container, exitCode, ordered, tailBytes).ToArray(),
                CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            return [$"Container exited with exit code {exitCode}. Its logs cannot be read now: {e.Message}\n"];
        }
    }

    /// <summary>One text a line of diagnostics.</summary>
    /// <param name="container">It has run, and has its log directory.</param>
    /// <param name="exitCode">What its first process returned.</param>
    /// <param name="ordered">Whether the node was told to end it.</param>
    /// <param name="tailBytes">Bytes of the end of each log.</param>
    internal static IEnumerable<string> Of(Container container, int exitCode, bool ordered, int tailBytes)
    {
        if (exitCode == ExitStatus.Success)
        {
            yield break;
        }

        if (exitCode is ExitStatus.ForceKilled or ExitStatus.Terminated)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"Container killed on request. Exit code is {exitCode}\n");
            yield return string.Create(CultureInfo.InvariantCulture, $"Container exited with a non-zero exit code {exitCode}. \n");
            if (!ordered)
            {
                yield return "Killed by external signal\n";
            }

            yield break;
        }

        yield return string.Create(
            CultureInfo.InvariantCulture, $"Exception from container-launch.\nContainer id: {container.Id}\nExit code: {exitCode}\n");
        yield return Failed(exitCode, container.Logs!, tailBytes);
    }

    private static string Failed(int exitCode, string logs, int tailBytes)
    {
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"Container exited with a non-zero exit code {exitCode}. Error file: {LaunchScript.PrelaunchErr}.\n");
        AppendTail(text, logs, LaunchScript.PrelaunchErr, tailBytes);
        AppendTail(text, logs, ErrorFile, tailBytes);
        return text.ToString();
    }

    private static void AppendTail(StringBuilder text, string logs, string name, int tailBytes)
    {
        try
        {
            using var file = RegularFile.OpenBelow(NodeDirectories.LogRoot(logs), Path.Join(logs, name));
            var length = RandomAccess.GetLength(file);
            var tail = new byte[Math.Min(length, tailBytes)];
            var read = RandomAccess.Read(file, tail, length - tail.Length);
            text.Append(CultureInfo.InvariantCulture, $"Last {tailBytes} bytes of {name} :\n");
            text.Append(Encoding.UTF8.GetString(tail, 0, read)).Append('\n');
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            // A container that failed early has none; what it left in its place is not read.
        }
    }
}
