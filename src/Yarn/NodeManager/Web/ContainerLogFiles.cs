using System.Globalization;

namespace Hathi.Yarn.NodeManager.Web;

/// <summary>The log files of a container that are still on this node.</summary>
internal static class ContainerLogFiles
{
    /// <summary>In name order; none when it has no directory.</summary>
    internal static IReadOnlyList<FileInfo> Of(string? directory)
    {
        if (directory is null || !Directory.Exists(directory))
        {
            return [];
        }

        return [.. new DirectoryInfo(directory).EnumerateFiles().OrderBy(static f => f.Name, StringComparer.Ordinal)];
    }

    /// <summary>One of them by name; null: there is none.</summary>
    internal static FileInfo? Find(string? directory, string name) => Of(directory).FirstOrDefault(f => f.Name == name);

    /// <summary>As Java's Date prints it.</summary>
    internal static string Time(FileInfo file) => file.LastWriteTimeUtc.ToString("ddd MMM dd HH:mm:ss '+0000' yyyy", CultureInfo.InvariantCulture);
}
