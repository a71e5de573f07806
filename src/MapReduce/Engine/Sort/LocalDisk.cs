using System.Globalization;
using Hathi.Base;
using Hathi.Hadoop.Keys;
using Microsoft.Win32.SafeHandles;

namespace Hathi.MapReduce.Sort;

/// <summary>
/// The machine's own disk as the engine uses it for intermediate files; failures name the file and the setting that moves it.
/// </summary>
internal static class LocalDisk
{
    // A few spills of the default size, and their merge.
    private const long LittleRoom = 1L << 30;

    private static string Settings => $"{NodeManagerKeys.LocalDirectories} of the node, {TaskKeys.LocalDirectories} without a cluster";

    internal static T Guard<T>(string path, Func<string, T> action)
    {
        try
        {
            return action(path);
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            throw Failed(path, 0, e);
        }
    }

    /// <summary>Makes a directory, and its missing parents, for this user alone: intermediate data may be private.</summary>
    internal static void CreateDirectory(string path) => Guard(path, static p => OperatingSystem.IsWindows()
        ? Directory.CreateDirectory(p)
        : Directory.CreateDirectory(p, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));

    /// <summary>
    /// Spreads tasks over directories in turn, and passes over those whose disks have hardly any room while another has more.
    /// </summary>
    internal static string Choose(IReadOnlyList<string> directories, int turn)
    {
        if (directories.Count == 1)
        {
            return directories[0];
        }

        var rooms = directories.Select(FreeBytesOf).ToArray();
        for (var i = 0; i < directories.Count; i++)
        {
            var at = (turn + i) % directories.Count;
            if (rooms[at] >= LittleRoom)
            {
                return directories[at];
            }
        }

        return directories[Array.IndexOf(rooms, rooms.Max())];
    }

    internal static void Write(SafeFileHandle file, string path, long offset, ReadOnlySpan<byte> bytes)
    {
        try
        {
            RandomAccess.Write(file, bytes, offset);
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            throw Failed(path, bytes.Length, e);
        }
    }

    /// <summary>Fills the buffer.</summary>
    /// <exception cref="IOException">The file ends before it is full, or the disk failed.</exception>
    internal static void Read(SafeFileHandle file, string path, long offset, Span<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var n = ReadSome(file, path, offset, buffer);
            if (n == 0)
            {
                throw new TaskIOException(
                    $"{path} ends at byte {offset}; {buffer.Length} bytes of intermediate data are missing after it. Run the job again.",
                    null);
            }

            offset += n;
            buffer = buffer[n..];
        }
    }

    private static int ReadSome(SafeFileHandle file, string path, long offset, Span<byte> buffer)
    {
        try
        {
            return RandomAccess.Read(file, buffer, offset);
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            throw new TaskIOException(
                $"Intermediate data in {path} cannot be read: {e.Message} Check that disk, or name directories on others ({Settings}).",
                e);
        }
    }

    /// <summary>Removes a file that is not needed any more.</summary>
    internal static void Delete(string path) => Guard(path, static p =>
    {
        File.Delete(p);
        return p;
    });

    private static TaskIOException Failed(string path, int bytes, Exception e) => DiskFaults.KindOf(e) is DiskFault.Full or DiskFault.Quota
        ? Full(path, bytes, e)
        : new($"Intermediate data cannot be kept in {path}: {e.Message} Check that disk, or name directories on others ({Settings}).", e);

    private static TaskIOException Full(string path, int bytes, Exception e)
    {
        var directory = Path.GetDirectoryName(path)!;
        var wanted = bytes == 0 ? "a new file" : string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes more");
        return new TaskIOException(
            $"No room for intermediate data: {directory} needs {wanted} for {Path.GetFileName(path)}{FreeBytes(directory)}. "
            + $"Free space there, or add directories on other disks ({Settings}).",
            e)
        {
            IsDiskFull = true,
        };
    }

    private static string FreeBytes(string directory) =>
        FreeBytesOf(directory) is >= 0 and var free ? string.Create(CultureInfo.InvariantCulture, $", and {free} bytes are free") : "";

    private static long FreeBytesOf(string directory)
    {
        try
        {
            return new DriveInfo(directory).AvailableFreeSpace;
        }
        catch (Exception e) when (DiskFaults.Is(e) || e is ArgumentException)
        {
            return -1;
        }
    }
}
