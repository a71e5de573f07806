using Hathi.Base;

namespace Hathi.Lab.Drivers.Process;

/// <summary>What a node has written of its roles that have ended while it goes on (<see cref="LabHome.NodeEnded"/>).</summary>
internal static class EndedRolesFile
{
    /// <returns>Empty where nothing has ended.</returns>
    public static IReadOnlyList<EndedRole> Read(string path)
    {
        try
        {
            return [.. File.ReadLines(path).Select(static l => l.Split('\t', 2)).Where(static w => w.Length == 2)
                .Select(static w => new EndedRole(w[0], w[1]))];
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            return [];
        }
    }
}
