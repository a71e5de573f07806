using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using Hathi.Base;
using Microsoft.Win32.SafeHandles;

namespace Hathi.Platform.Disk;

/// <summary>
/// Removes a tree of directories whatever is in it: names that are no text, directories that let their owner change nothing (Go's module cache), depths to which no path leads. Links are removed, not followed.
/// What is in a directory below the first is moved up into the first one, so that two directories are open at a time and nothing is kept of those that are still to come. Each call is for one
/// tree; others may remove in it meanwhile.
/// </summary>
public sealed class DirectoryTree
{
    /// <summary>Bytes of entries that are read at once: some hundred names.</summary>
    private const int ReadBytes = 32 << 10;

    /// <summary>Walks in which nothing was moved up: who removes in it at the same time adds to it while the walk goes on, and comes to an end.</summary>
    private const int MostIdleWalks = 16;

    private readonly SafeFileHandle _root;
    private readonly byte[] _entries = new byte[ReadBytes];
    private readonly byte[] _below = new byte[ReadBytes];
    private long _number;
    private long _moved;
    private long _removed;
    private int _error;

    private DirectoryTree(SafeFileHandle root) => _root = root;

    /// <summary>Removes a tree, or the link or file that is in its place; nothing where there is nothing.</summary>
    /// <exception cref="DiskException">Something in it cannot be removed, or comes into it without end. The rest is removed.</exception>
    public static void Remove(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            if (Directory.Exists(path))
            {
                DiskCall.Change(path, () => Directory.Delete(path, recursive: true));
            }

            return;
        }

        var name = Encoding.UTF8.GetBytes(Path.GetFileName(path) + '\0');
        using var parent = OpenCalls.Directory(Path.GetDirectoryName(path)!);
        var error = parent.IsInvalid ? Marshal.GetLastPInvokeError() : RemoveIn(parent, name);
        if (error is not (0 or TreeCalls.NoEntry or TreeCalls.NotDirectory))
        {
            throw DiskCall.ChangeFailed(path, "removal", error);
        }
    }

    /// <summary>Removes what in a directory has a name that is no text: no path leads to it. Nothing where there is no such directory.</summary>
    /// <exception cref="DiskException">Some of it cannot be removed. The rest is.</exception>
    public static void RemoveNameless(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var directory = OpenCalls.Directory(path);
        var error = directory.IsInvalid ? Marshal.GetLastPInvokeError() : 0;
        var buffer = new byte[ReadBytes];
        int read;
        while (error == 0 && (read = TreeCalls.Read(directory, buffer)) != 0)
        {
            error = -Math.Min(read, 0);
            for (var at = 0; at < read;)
            {
                var name = TreeCalls.Entry(buffer.AsSpan(0, read), ref at, out _);
                if (!Utf8.IsValid(name) && RemoveIn(directory, name) is var left and not 0)
                {
                    error = left;
                }
            }
        }

        if (error is not (0 or TreeCalls.NoEntry or TreeCalls.NotDirectory))
        {
            throw DiskCall.ChangeFailed(path, "removal of what has no name", error);
        }
    }

    // 0 or the error number.
    private static int RemoveIn(SafeFileHandle parent, ReadOnlySpan<byte> name)
    {
        var error = TreeCalls.Unlink(parent, name, isDirectory: true);
        if (error == TreeCalls.NotDirectory)
        {
            return TreeCalls.Unlink(parent, name, isDirectory: false);
        }

        if (error != TreeCalls.NotEmpty && error != TreeCalls.Exists)
        {
            return error;
        }

        using var root = OpenIn(parent, name, out error);
        return root.IsInvalid ? error : new DirectoryTree(root).RemoveFrom(parent, name);
    }

    // Reading takes a permission that its owner may have taken away.
    private static SafeFileHandle OpenIn(SafeFileHandle parent, ReadOnlySpan<byte> name, out int error)
    {
        var directory = OpenCalls.Directory(parent, name);
        error = directory.IsInvalid ? Marshal.GetLastPInvokeError() : 0;
        if (error == TreeCalls.AccessDenied && TreeCalls.TryOpenUp(parent, name))
        {
            directory.Dispose();
            directory = OpenCalls.Directory(parent, name);
            error = directory.IsInvalid ? Marshal.GetLastPInvokeError() : 0;
        }

        return directory;
    }

    // 0 or the error number.
    private int RemoveFrom(SafeFileHandle parent, ReadOnlySpan<byte> name)
    {
        for (var idle = 0; idle < MostIdleWalks; idle++)
        {
            var (moved, removed) = (_moved, _removed);
            _error = 0;
            Walk(_root, _entries, isRoot: true);
            if (moved != _moved)
            {
                idle = -1;
                continue;
            }

            if (_error != 0 && removed == _removed)
            {
                return _error;
            }

            // Somebody may have put something into it meanwhile.
            if (_error == 0 && (_error = TreeCalls.Unlink(parent, name, isDirectory: true)) != TreeCalls.NotEmpty && _error != TreeCalls.Exists)
            {
                return _error;
            }
        }

        return _error;
    }

    private void Walk(SafeFileHandle directory, byte[] buffer, bool isRoot)
    {
        TreeCalls.Rewind(directory);
        int read;
        while ((read = TreeCalls.Read(directory, buffer)) > 0)
        {
            for (var at = 0; at < read;)
            {
                var name = TreeCalls.Entry(buffer.AsSpan(0, read), ref at, out var type);
                if (!name.SequenceEqual(".\0"u8) && !name.SequenceEqual("..\0"u8))
                {
                    Take(directory, name, type, isRoot);
                }
            }
        }

        Note(-read);
    }

    private void Take(SafeFileHandle directory, ReadOnlySpan<byte> name, byte type, bool isRoot)
    {
        var isDirectory = type == TreeCalls.DirectoryType;
        var error = Unlink(directory, name, isDirectory);
        if (!isDirectory && error is TreeCalls.IsDirectory or TreeCalls.NotPermitted && type == TreeCalls.UnknownType)
        {
            isDirectory = true;
            error = Unlink(directory, name, isDirectory);
        }

        if (error is 0 or TreeCalls.NoEntry)
        {
            _removed++;
        }
        else if (isDirectory && (error == TreeCalls.NotEmpty || error == TreeCalls.Exists))
        {
            Note(isRoot ? EmptyBelow(name) : MoveUp(directory, name));
        }
        else
        {
            Note(error);
        }
    }

    // One that lets nobody change it is its owner's all the same.
    private static int Unlink(SafeFileHandle directory, ReadOnlySpan<byte> name, bool isDirectory)
    {
        var error = TreeCalls.Unlink(directory, name, isDirectory);
        return error == TreeCalls.AccessDenied && TreeCalls.TryOpenUp(directory) ? TreeCalls.Unlink(directory, name, isDirectory) : error;
    }

    // A directory in the first one: what is in it goes, or moves up beside it.
    private int EmptyBelow(ReadOnlySpan<byte> name)
    {
        using (var directory = OpenIn(_root, name, out var error))
        {
            if (directory.IsInvalid)
            {
                return error == TreeCalls.NoEntry ? 0 : error;
            }

            Walk(directory, _below, isRoot: false);
        }

        var left = Unlink(_root, name, isDirectory: true);
        _removed += left == 0 ? 1 : 0;
        return left == TreeCalls.NoEntry ? 0 : left;
    }

    private int MoveUp(SafeFileHandle directory, ReadOnlySpan<byte> name)
    {
        Span<byte> target = stackalloc byte[40];
        ".removed-"u8.CopyTo(target);
        while (true)
        {
            _ = (++_number).TryFormat(target[".removed-".Length..], out var written, default, CultureInfo.InvariantCulture);
            target[".removed-".Length + written] = 0;
            var error = TreeCalls.Rename(directory, name, _root, target);

            // To move a directory changes what is above it, and that is written in it.
            if (error == TreeCalls.AccessDenied && (TreeCalls.TryOpenUp(directory) & TreeCalls.TryOpenUp(directory, name) & TreeCalls.TryOpenUp(_root)))
            {
                error = TreeCalls.Rename(directory, name, _root, target);
            }

            if (error is TreeCalls.Exists or TreeCalls.NotDirectory || error == TreeCalls.NotEmpty)
            {
                continue; // A container has called something so.
            }

            _moved += error == 0 ? 1 : 0;
            return error == TreeCalls.NoEntry ? 0 : error;
        }
    }

    // What says why, before that something is left.
    private void Note(int error) => _error = error == 0 || (_error != 0 && _error != TreeCalls.NotEmpty) ? _error : error;
}
