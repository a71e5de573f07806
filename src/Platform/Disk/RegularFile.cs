using Hathi.Base;
using Hathi.Platform.Native;
using Microsoft.Win32.SafeHandles;

namespace Hathi.Platform.Disk;

/// <summary>
/// Files that somebody else has put where they are. What is opened here is a regular file: a pipe would wait for its writer, a device might
/// never end. Below a directory that is ours no link is followed either, for who made it says where it leads. Source: open(2);
/// SecureIOUtils.openForRead, which asks for the owner instead.
/// </summary>
public static class RegularFile
{
    /// <summary>Opens a file to read; links to it are followed.</summary>
    /// <exception cref="DiskException">It is not there, cannot be opened, or is no regular file.</exception>
    public static SafeFileHandle Open(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return DiskCall.Read(path, () => OpenShared(path));
        }

        var file = OpenCalls.Anything(path, out var error);
        return file.IsInvalid ? throw Failed(path, error) : Demanded(path, file);
    }

    /// <summary>Opens a file to read that lies below a directory which nobody else names anything in.</summary>
    /// <param name="root">That directory; links that lead to it are followed.</param>
    /// <param name="path">The file: <paramref name="root"/>, and then names of which none is a link.</param>
    /// <exception cref="DiskException">It is not there, cannot be opened, lies behind a link, or is no regular file.</exception>
    public static SafeFileHandle OpenBelow(string root, string path)
    {
        var names = Names(root, path);
        if (OperatingSystem.IsWindows())
        {
            return DiskCall.Read(path, () => IsBehindLink(root, names) ? throw Unfollowed(path) : OpenShared(path));
        }

        using var parent = Walk(root, path, names.AsSpan(0, names.Length - 1));
        var file = OpenCalls.Anything(parent, names[^1], out var error);
        return file.IsInvalid ? throw Failed(path, error) : Demanded(path, file);
    }

    /// <summary>All of a small file below such a directory; see <see cref="OpenBelow"/>.</summary>
    /// <param name="root">That directory.</param>
    /// <param name="path">The file.</param>
    /// <param name="mostBytes">A longer one is refused.</param>
    /// <exception cref="DiskException">As with <see cref="OpenBelow"/>, or it is too long.</exception>
    public static byte[] ReadBelow(string root, string path, int mostBytes)
    {
        using var file = OpenBelow(root, path);
        return DiskCall.Read(path, () =>
        {
            var length = RandomAccess.GetLength(file);
            if (length > mostBytes)
            {
                throw Refused(path, $"It has {length} bytes, and {mostBytes} are read at most.");
            }

            var bytes = new byte[(int)length];
            var filled = 0;
            while (filled < bytes.Length && RandomAccess.Read(file, bytes.AsSpan(filled), filled) is var read and > 0)
            {
                filled += read;
            }

            return filled == bytes.Length ? bytes : bytes[..filled];
        });
    }

    /// <summary>Whether a directory lies below such a one without a link on the way.</summary>
    public static bool IsDirectoryBelow(string root, string path)
    {
        var names = Names(root, path);
        if (OperatingSystem.IsWindows())
        {
            return Directory.Exists(path) && !IsBehindLink(root, names);
        }

        try
        {
            Walk(root, path, names).Dispose();
            return true;
        }
        catch (DiskException e) when (e.Kind != DiskFault.Descriptors)
        {
            return false;
        }
    }

    private static SafeFileHandle Walk(string root, string path, ReadOnlySpan<string> names)
    {
        var directory = OpenCalls.Directory(root, out var error);
        foreach (var name in names)
        {
            if (directory.IsInvalid)
            {
                break;
            }

            using var parent = directory;
            directory = OpenCalls.Directory(parent, name, out error);
        }

        return directory.IsInvalid ? throw Failed(path, error) : directory;
    }

    private static SafeFileHandle Demanded(string path, SafeFileHandle file)
    {
        var error = StatCalls.IsRegular(file, out var isRegular);
        if (error == 0 && isRegular)
        {
            return file;
        }

        file.Dispose();
        throw error == 0 ? NoFile(path) : Failed(path, error);
    }

    private static DiskException Failed(string path, int error) =>
        error == ErrorNumber.Loop ? Unfollowed(path)
        : error == ErrorNumber.NoDeviceOrAddress ? NoFile(path)
        : DiskException.OfRead(DiskFaults.KindOf(error), path, $"open of {path} failed: {ErrorNumber.Message(error)}.", null);

    private static DiskException NoFile(string path) => Refused(path, "It is no regular file, and is not read.");

    private static DiskException Unfollowed(string path) =>
        Refused(path, "It is a symbolic link, or lies behind one, and is not followed.");

    private static DiskException Refused(string path, string why) => DiskException.OfRead(DiskFault.Other, path, why, null);

    private static SafeFileHandle OpenShared(string path) =>
        File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    /// <summary>
    /// Whether a link lies on the way from such a directory to what lies below it, or is in its place; of what cannot be looked at it is
    /// not known, and is none.
    /// </summary>
    public static bool IsBehindLink(string root, string path) => IsBehindLink(root, Names(root, path));

    private static bool IsBehindLink(string root, string[] names)
    {
        var path = root;
        foreach (var name in names)
        {
            path = Path.Join(path, name);
            if (new FileInfo(path).LinkTarget is not null)
            {
                return true;
            }
        }

        return false;
    }

    private static string[] Names(string root, string path)
    {
        root = Path.TrimEndingDirectorySeparator(root);
        var isBelow = path.StartsWith(root, StringComparison.Ordinal)
            && path.Length > root.Length
            && path[root.Length] == Path.DirectorySeparatorChar;
        var names = isBelow
            ? path[(root.Length + 1)..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries)
            : [];
        return names.Length > 0 && !names.Any(static n => n is "." or ".." || n.Contains('\0', StringComparison.Ordinal))
            ? names
            : throw Refused(path, $"It does not lie below {root}.");
    }
}
