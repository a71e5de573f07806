using System.Text;
using Hathi.Base;

namespace Hathi.Log;

/// <summary>
/// The <c>format</c> file that makes a directory a log: two lines, "hathi-log 1" and "id GUID". It is written last when a log
/// is made, so a directory with it is complete.
/// </summary>
internal static class LogDirectory
{
    private const string FirstLine = "hathi-log 1";
    private const int MaxBytes = 4096;

    internal static Guid ReadId(IDisk disk, string directory)
    {
        var path = Path.Join(directory, LogNames.Format);
        if (!disk.FileExists(path))
        {
            throw new LogSetupException(disk.DirectoryExists(directory)
                ? $"{directory} holds no log: there is no file {path}. "
                    + "Name the directory that was formatted, or format this one if it is new."
                : $"{directory} does not exist. Name the directory that was formatted, or format this one if it is new.");
        }

        using var file = disk.Open(path, DiskOpen.Read);
        var bytes = new byte[Math.Min(file.Length, MaxBytes)];
        var lines = Encoding.UTF8.GetString(bytes, 0, file.Read(0, bytes)).Split('\n');
        if (lines[0].StartsWith("hathi-log ", StringComparison.Ordinal) && !string.Equals(lines[0], FirstLine, StringComparison.Ordinal))
        {
            throw new LogSetupException(
                $"{path} says '{lines[0]}', this program reads '{FirstLine}': use the version of hathi that wrote it.");
        }

        return lines is [FirstLine, var id, ..]
            && id.StartsWith("id ", StringComparison.Ordinal)
            && Guid.TryParse(id.AsSpan(3), out var guid)
            ? guid
            : throw new LogSetupException($"{path} is not the format file of a log. Name the directory that was formatted.");
    }

    internal static void WriteId(IDisk disk, string directory, Guid id)
    {
        var path = Path.Join(directory, LogNames.Format);
        using (var file = disk.Open(path + LogNames.Unfinished, DiskOpen.CreateOrEmpty))
        {
            file.Write(0, Encoding.UTF8.GetBytes($"{FirstLine}\nid {id:D}\n"));
            file.Sync();
        }

        disk.Rename(path + LogNames.Unfinished, path);
        disk.SyncDirectory(directory);
    }

    /// <summary>Refuses to make a log where anything is, except what a crash while making one leaves behind.</summary>
    internal static void RequireEmpty(IDisk disk, string directory)
    {
        foreach (var name in disk.List(directory))
        {
            if (string.Equals(name, LogNames.Format, StringComparison.Ordinal))
            {
                throw new LogSetupException(
                    $"{directory} already holds a log. It is never formatted over: name another directory, or remove this one first.");
            }

            if (!IsLeftover(disk, directory, name))
            {
                throw new LogSetupException($"{directory} is not empty: it holds {name}. Name an empty or a new directory.");
            }
        }
    }

    private static bool IsLeftover(IDisk disk, string directory, string name)
    {
        if (name is LogNames.LockFile || LogNames.IsUnfinished(name))
        {
            return true;
        }

        if (!LogNames.IsSegment(name, out var first) || first != 1)
        {
            return false;
        }

        using var file = disk.Open(Path.Join(directory, name), DiskOpen.Read);
        Span<byte> behindHeader = stackalloc byte[LogFormat.MarkBytes];
        var read = file.Read(LogFormat.SegmentHeaderBytes, behindHeader);
        return !behindHeader[..read].ContainsAnyExcept((byte)0);
    }
}
