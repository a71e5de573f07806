using Hathi.Hdfs.Core.Blocks;

namespace Hathi.Hdfs.NameNode;

/// <summary>The include and exclude files: one host, address, or either with a port, a line; <c>#</c> starts a comment (HostsFileReader).</summary>
public static class NodeListFiles
{
    /// <summary>Both lists; a file that is not there yet is an empty list.</summary>
    public static NodeLists Read(string? includeFile, string? excludeFile) => new(ReadOne(includeFile), ReadOne(excludeFile));

    private static List<string> ReadOne(string? file)
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
        catch (FileNotFoundException)
        {
            // Named in the configuration and not written yet: nobody is on the list.
        }

        return entries;
    }
}
