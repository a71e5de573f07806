using Hathi.Base;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Keys;

namespace Hathi.Node;

/// <summary>
/// A file of hosts that a setting names: words, any number a line; a word that begins with <c>#</c> ends its line
/// (HostsFileReader.readFileToSet).
/// </summary>
internal static class HostsFile
{
    /// <returns>In the file's order; empty where the setting names no file.</returns>
    /// <exception cref="RefreshException">The file is missing or cannot be read; the message names it and the setting.</exception>
    public static IReadOnlyList<string> Read(Configuration conf, Setting<string> setting)
    {
        var file = conf.Get(setting);
        try
        {
            return file.Length == 0 ? [] : [.. File.ReadLines(file).SelectMany(Words)];
        }
        catch (Exception e) when (DiskFaults.KindOf(e) is DiskFault.Gone or DiskFault.Permission)
        {
            throw new RefreshException(
                $"{setting} names {file}, which cannot be read: {e.Message} The lists of nodes are as they were; write the file, "
                + "an empty one will do, or take the setting out.",
                e);
        }
    }

    private static IEnumerable<string> Words(string line) =>
        line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).TakeWhile(static w => !w.StartsWith('#'));
}
