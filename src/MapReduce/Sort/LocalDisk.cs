using Hathi.MapReduce.Engine;
using Microsoft.Win32.SafeHandles;

namespace Hathi.MapReduce.Sort;

/// <summary>The machine's own disk as the engine uses it for intermediate files; failures name the file and the setting that moves it.</summary>
internal static class LocalDisk
{
    internal const string DirectoryKey = "mapreduce.cluster.local.dir";

    internal static T Guard<T>(string path, Func<string, T> action)
    {
        try
        {
            return action(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed(path, e);
        }
    }

    /// <summary>Makes a directory, and its missing parents, for this user alone: intermediate data may be private.</summary>
    internal static void CreateDirectory(string path) => Guard(path, static p => OperatingSystem.IsWindows()
        ? Directory.CreateDirectory(p)
        : Directory.CreateDirectory(p, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));

    internal static void Write(SafeFileHandle file, string path, long offset, ReadOnlySpan<byte> bytes)
    {
        try
        {
            RandomAccess.Write(file, bytes, offset);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed(path, e);
        }
    }

    /// <summary>Fills the buffer.</summary>
    /// <exception cref="IOException">The file ends before it is full, or the disk failed.</exception>
    internal static void Read(SafeFileHandle file, string path, long offset, Span<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var n = RandomAccess.Read(file, buffer, offset);
            if (n == 0)
            {
                throw new TaskIOException($"{path} ends at byte {offset}; {buffer.Length} bytes of intermediate data are missing after it. Run the job again.", null);
            }

            offset += n;
            buffer = buffer[n..];
        }
    }

    private static TaskIOException Failed(string path, Exception e) => new(
        $"Intermediate data cannot be kept in {path}: {e.Message} Free space there, or set {DirectoryKey} to a directory on another disk.", e);
}
