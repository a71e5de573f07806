using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Keys;
using Microsoft.Extensions.Logging;

namespace Hathi.Node;

/// <summary>
/// Where the name space is kept: one directory. Apache's NameNode writes to each directory of dfs.namenode.name.dir and of
/// dfs.namenode.edits.dir, so that one disk may be lost; whoever names several counts on that, and is told that it is not so
/// before anything is written.
/// </summary>
internal static class NameDirectorySetting
{
    /// <summary>Keys that ask for copies of the edits elsewhere.</summary>
    private static readonly Setting<IReadOnlyList<string>>[] Elsewhere =
        [NameNodeKeys.SharedEditsDirectory, NameNodeKeys.RequiredEditsDirectory];

    private static Setting<IReadOnlyList<string>> NameKey => NameNodeKeys.NameDirectory;

    private static Setting<IReadOnlyList<string>> EditsKey => NameNodeKeys.EditsDirectory;

    /// <exception cref="ConfigurationException">No directory is named, or more than one, or another one for edits.</exception>
    public static string Read(Configuration conf, ILogger log)
    {
        var directories = Directories.All(conf, NameKey).Distinct(StringComparer.Ordinal).ToList();
        if (directories.Count > 1)
        {
            throw new ConfigurationException(
                $"{NameKey} names {directories.Count} directories ({string.Join(", ", directories)}), "
                + "and this NameNode keeps the name space in one: there would be no second copy. Name the one that holds it; "
                + "put it on a mirrored disk, or copy its checkpoints away, to be safe from the loss of a disk.",
                null);
        }

        var directory = Directories.First(conf, NameKey);
        var edits = Directories.All(conf, EditsKey);
        if (edits.Any(e => e != directory))
        {
            throw new ConfigurationException(
                $"{EditsKey} = {conf.GetString(EditsKey.Name, "")}: this NameNode keeps edits and checkpoints together in {NameKey} "
                + $"({directory}). Take {EditsKey} out, or give it the same directory.",
                null);
        }

        foreach (var key in Elsewhere)
        {
            if (Directories.All(conf, key).Any(d => d != directory))
            {
                throw new ConfigurationException(
                    $"{key} = {conf.GetString(key.Name, "")}: this NameNode writes its edits to {NameKey} only ({directory}). "
                    + $"Take {key} out.",
                    null);
            }
        }

        // The log keeps as many as the table says.
        var kept = NameNodeKeys.CheckpointsRetained;
        if (conf.Get(kept) is var retained && retained != kept.Default)
        {
            log.SettingPassedOver(kept, retained, kept.Default);
        }

        return directory;
    }
}
