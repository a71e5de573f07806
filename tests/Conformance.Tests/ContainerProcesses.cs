using System.Diagnostics;

namespace Hathi.Conformance.Tests;

/// <summary>Processes that a lab's NodeManagers started, as /proc shows them.</summary>
/// <param name="home">HATHI_HOME of the lab: what its containers have in their environments.</param>
internal sealed class ContainerProcesses(string home)
{
    /// <summary>Those that have the argument; a shell that only names it within a longer one is not meant.</summary>
    public IEnumerable<Process> With(string argument) =>
        Process.GetProcesses().Where(p => Read(p, "cmdline").Contains(argument) && Array.Exists(Read(p, "environ"), IsOfLab));

    /// <summary>The host name of the NodeManager that started it.</summary>
    public static string? NodeOf(Process process)
    {
        const string Key = "NM_HOST=";
        return Array.Find(Read(process, "environ"), static v => v.StartsWith(Key, StringComparison.Ordinal))?[Key.Length..];
    }

    private bool IsOfLab(string variable) => variable.Contains(home, StringComparison.Ordinal);

    private static string[] Read(Process process, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{process.Id}/{file}").Split('\0');
        }
        catch (IOException)
        {
            return []; // It is gone.
        }
        catch (UnauthorizedAccessException)
        {
            return []; // Another user's.
        }
    }
}
