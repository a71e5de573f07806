using System.Globalization;
using Hathi.Base;
using Hathi.Platform.Disk;
using Hathi.Yarn.NodeManager.Storage;
using Microsoft.Win32.SafeHandles;

namespace Hathi.Yarn.NodeManager.Logs;

/// <summary>
/// The log files of a container that are still on this node: regular files, for a container may leave whatever it
/// likes where they should be.
/// </summary>
internal static class ContainerLogFiles
{
    /// <summary>In name order; none when it has no directory, or its disk hangs.</summary>
    internal static IReadOnlyList<LogFile> Of(string? directory, DiskCalls calls)
    {
        if (directory is null
            || calls.Hangs(NodeDirectories.LogRoot(directory))
            || !RegularFile.IsDirectoryBelow(NodeDirectories.LogRoot(directory), directory))
        {
            return [];
        }

        var found = new List<LogFile>();
        foreach (var path in Directory.EnumerateFiles(directory).Order(StringComparer.Ordinal))
        {
            using var file = Open(directory, Path.GetFileName(path), calls);
            if (file is not null)
            {
                found.Add(new LogFile(Path.GetFileName(path), RandomAccess.GetLength(file), File.GetLastWriteTimeUtc(file)));
            }
        }

        return found;
    }

    /// <summary>Opens one of them by name; null: there is none that can be read, or its disk hangs.</summary>
    internal static SafeFileHandle? Open(string? directory, string name, DiskCalls calls)
    {
        if (directory is null || calls.Hangs(NodeDirectories.LogRoot(directory)) || name.Contains('/', StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            return RegularFile.OpenBelow(NodeDirectories.LogRoot(directory), Path.Join(directory, name));
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            return null;
        }
    }

    /// <summary>As Java's Date prints it.</summary>
    internal static string Time(DateTime written) => written.ToString("ddd MMM dd HH:mm:ss '+0000' yyyy", CultureInfo.InvariantCulture);
}

/// <summary>A log file as it is now.</summary>
/// <param name="Name">Without its directory.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Written">When it was last written to, UTC.</param>
internal readonly record struct LogFile(string Name, long Length, DateTime Written);
