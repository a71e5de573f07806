using System.Globalization;
using System.Text;
using Hathi.Base;
using Hathi.Yarn.NodeManager.Launch;

namespace Hathi.Yarn.NodeManager.Containers;

/// <summary>What the owner of a failed container is told: exit code, and the ends of what it wrote to its standard errors. Source: ContainerLaunch.</summary>
internal static class ContainerDiagnostics
{
    /// <summary>yarn.nodemanager.container.stderr.pattern: stderr, and what differs from it in case.</summary>
    private const string ErrorFile = "stderr";

    internal static string Failed(string id, int exitCode, string logs, int tailBytes)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Exception from container-launch.\nContainer id: {id}\nExit code: {exitCode}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"Container exited with a non-zero exit code {exitCode}. Error file: {LaunchScript.PrelaunchErr}.\n");
        AppendTail(text, logs, LaunchScript.PrelaunchErr, tailBytes);
        AppendTail(text, logs, ErrorFile, tailBytes);
        return text.ToString();
    }

    internal static string Killed(int exitCode) => string.Create(
        CultureInfo.InvariantCulture,
        $"Container killed on request. Exit code is {exitCode}\nContainer exited with a non-zero exit code {exitCode}. \n");

    private static void AppendTail(StringBuilder text, string logs, string name, int tailBytes)
    {
        try
        {
            using var file = File.OpenHandle(Path.Join(logs, name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var length = RandomAccess.GetLength(file);
            var tail = new byte[Math.Min(length, tailBytes)];
            var read = RandomAccess.Read(file, tail, length - tail.Length);
            text.Append(CultureInfo.InvariantCulture, $"Last {tailBytes} bytes of {name} :\n");
            text.Append(Encoding.UTF8.GetString(tail, 0, read)).Append('\n');
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            // A container that failed early has none.
        }
    }
}
