using System.Globalization;
using Hathi.Yarn.NodeManager.Containers;

namespace Hathi.Yarn.NodeManager.Web;

/// <summary>The log files of a container that are still on this node.</summary>
internal static class ContainerLogFiles
{
    /// <summary>In name order; none when it has no directory.</summary>
    internal static IReadOnlyList<FileInfo> Of(Container container)
    {
        if (container.Logs is not { } directory || !Directory.Exists(directory))
        {
            return [];
        }

        return [.. new DirectoryInfo(directory).EnumerateFiles().OrderBy(static f => f.Name, StringComparer.Ordinal)];
    }

    /// <summary>One of them by name; null: there is none.</summary>
    internal static FileInfo? Find(Container container, string name) => Of(container).FirstOrDefault(f => f.Name == name);

    /// <summary>As Java's Date prints it.</summary>
    internal static string Time(FileInfo file) => file.LastWriteTimeUtc.ToString("ddd MMM dd HH:mm:ss '+0000' yyyy", CultureInfo.InvariantCulture);
}
