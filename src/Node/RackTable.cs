namespace Hathi.Node;

/// <summary>
/// The rack of each host or address: two words a line, as Apache's TableMapping reads them (net.topology.table.file.name).
/// </summary>
internal static class RackTable
{
    public static IReadOnlyDictionary<string, string> Read(string file)
    {
        var racks = new Dictionary<string, string>(StringComparer.Ordinal);
        if (file.Length == 0 || !File.Exists(file))
        {
            return racks;
        }

        foreach (var line in File.ReadLines(file))
        {
            if (line.StartsWith('#'))
            {
                continue;
            }

            if (line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is [var host, var rack])
            {
                racks[host] = rack;
            }
        }

        return racks;
    }
}
