using Hathi.Base;
using Hathi.Hdfs.Core.Blocks;

namespace Hathi.Hdfs.NameNode;

/// <summary>The include and exclude files: one host, address, or either with a port, a line; <c>#</c> starts a comment (HostsFileReader).</summary>
public static class NodeListFiles
{
    /// <summary>Both lists; a file that is not configured is an empty list.</summary>
    /// <exception cref="IOException">A file is missing or cannot be read; the message names it.</exception>
    public static NodeLists Read(string? includeFile, string? excludeFile) => new(ReadOne("dfs.hosts", includeFile), ReadOne("dfs.hosts.exclude", excludeFile));

    private static List<string> ReadOne(string setting, string? file)
    {
        var entries = new List<string>();
        if (string.IsNullOrEmpty(file))
        {
            return entries;
        }

        try
        {
            foreach (var line in File.ReadLines(file))
            {
                var comment = line.IndexOf('#', StringComparison.Ordinal);
                var text = comment < 0 ? line : line[..comment];
                entries.AddRange(text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            }
        }
        catch (Exception e) when (DiskFaults.KindOf(e) is DiskFault.Gone or DiskFault.Permission)
        {
            throw new IOException($"{setting} names {file}, which cannot be read: {e.Message} The lists of DataNodes are as they were; write the file, an empty one will do, or take the setting out.", e);
        }

        return entries;
    }
}
