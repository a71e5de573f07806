using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Hathi.Base;
using Hathi.Platform.Native;
using Microsoft.Win32.SafeHandles;

namespace Hathi.Platform.Disk;

/// <summary>
/// Removes a tree of directories whatever is in it: names that are no text, directories that let their owner change nothing (Go's module
/// cache), depths to which no path leads. Links are removed, not followed. What is in a directory below the first is moved up into the
/// first one, so that two directories are open at a time and nothing is kept of those that are still to come. Each call is for one tree;
/// others may remove in it meanwhile.
/// </summary>
public sealed class DirectoryTree
{
    /// <summary>Bytes of entries that are read at once: some hundred names.</summary>
    private const int ReadBytes = 32 << 10;

    /// <summary>
    /// Walks in which nothing was moved up: who removes in it at the same time adds to it while the walk goes on, and comes to an end.
    /// </summary>
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
        using var parent = OpenCalls.Directory(Path.GetDirectoryName(path)!, out var error);
        error = parent.IsInvalid ? error : RemoveIn(parent, name);
        if (error is not (0 or ErrorNumber.NoEntry or ErrorNumber.NotDirectory))
        {
            throw DiskCall.ChangeFailed(path, "removal", error);
        }
    }

    /// <summary>
    /// Removes what in a directory has a name that is no text: no path leads to it. Nothing where there is no such directory.
    /// </summary>
    /// <exception cref="DiskException">Some of it cannot be removed. The rest is.</exception>
    public static void RemoveNameless(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var directory = OpenCalls.Directory(path, out var error);
        var buffer = new byte[ReadBytes];
        int read;
        while (error == 0 && (read = DirectoryCalls.Read(directory, buffer)) != 0)
        {
            error = -Math.Min(read, 0);
            for (var at = 0; at < read;)
            {
                var name = DirectoryCalls.Entry(buffer.AsSpan(0, read), ref at, out _);
                if (!Utf8.IsValid(name) && RemoveIn(directory, name) is var left and not 0)
                {
                    error = left;
                }
            }
        }

        if (error is not (0 or ErrorNumber.NoEntry or ErrorNumber.NotDirectory))
        {
            throw DiskCall.ChangeFailed(path, "removal of what has no name", error);
        }
    }

    // 0 or the error number.
    private static int RemoveIn(SafeFileHandle parent, ReadOnlySpan<byte> name)
    {
        var error = DirectoryCalls.Unlink(parent, name, isDirectory: true);
        if (error == ErrorNumber.NotDirectory)
        {
            return DirectoryCalls.Unlink(parent, name, isDirectory: false);
        }

        if (error != ErrorNumber.NotEmpty && error != ErrorNumber.Exists)
        {
            return error;
        }

        using var root = OpenIn(parent, name, out error);
        return root.IsInvalid ? error : new DirectoryTree(root).RemoveFrom(parent, name);
    }

    // Reading takes a permission that its owner may have taken away.
    private static SafeFileHandle OpenIn(SafeFileHandle parent, ReadOnlySpan<byte> name, out int error)
    {
        var directory = OpenCalls.Directory(parent, name, out error);
        if (error == ErrorNumber.AccessDenied && DirectoryCalls.TryOpenUp(parent, name))
        {
            directory.Dispose();
            directory = OpenCalls.Directory(parent, name, out error);
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
            if (_error == 0
                && (_error = DirectoryCalls.Unlink(parent, name, isDirectory: true)) != ErrorNumber.NotEmpty
                && _error != ErrorNumber.Exists)
            {
                return _error;
            }
        }

        return _error;
    }

    private void Walk(SafeFileHandle directory, byte[] buffer, bool isRoot)
    {
        DirectoryCalls.Rewind(directory);
        int read;
        while ((read = DirectoryCalls.Read(directory, buffer)) > 0)
        {
            for (var at = 0; at < read;)
            {
                var name = DirectoryCalls.Entry(buffer.AsSpan(0, read), ref at, out var type);
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
        var isDirectory = type == DirectoryCalls.DirectoryType;
        var error = Unlink(directory, name, isDirectory);
        if (!isDirectory && error is ErrorNumber.IsDirectory or ErrorNumber.NotPermitted && type == DirectoryCalls.UnknownType)
        {
            isDirectory = true;
            error = Unlink(directory, name, isDirectory);
        }

        if (error is 0 or ErrorNumber.NoEntry)
        {
            _removed++;
        }
        else if (isDirectory && (error == ErrorNumber.NotEmpty || error == ErrorNumber.Exists))
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
        var error = DirectoryCalls.Unlink(directory, name, isDirectory);
        return error == ErrorNumber.AccessDenied && DirectoryCalls.TryOpenUp(directory)
            ? DirectoryCalls.Unlink(directory, name, isDirectory)
            : error;
    }

    // A directory in the first one: what is in it goes, or moves up beside it.
    private int EmptyBelow(ReadOnlySpan<byte> name)
    {
        using (var directory = OpenIn(_root, name, out var error))
        {
            if (directory.IsInvalid)
            {
                return error == ErrorNumber.NoEntry ? 0 : error;
            }

            Walk(directory, _below, isRoot: false);
        }

        var left = Unlink(_root, name, isDirectory: true);
        _removed += left == 0 ? 1 : 0;
        return left == ErrorNumber.NoEntry ? 0 : left;
    }

    private int MoveUp(SafeFileHandle directory, ReadOnlySpan<byte> name)
    {
        Span<byte> target = stackalloc byte[40];
        ".removed-"u8.CopyTo(target);
        while (true)
        {
            _ = (++_number).TryFormat(target[".removed-".Length..], out var written, default, CultureInfo.InvariantCulture);
            target[".removed-".Length + written] = 0;
            var error = DirectoryCalls.Rename(directory, name, _root, target);

            // To move a directory changes what is above it, and that is written in it.
            if (error == ErrorNumber.AccessDenied
                && (DirectoryCalls.TryOpenUp(directory) & DirectoryCalls.TryOpenUp(directory, name) & DirectoryCalls.TryOpenUp(_root)))
            {
                error = DirectoryCalls.Rename(directory, name, _root, target);
            }

            if (error is ErrorNumber.Exists or ErrorNumber.NotDirectory || error == ErrorNumber.NotEmpty)
            {
                continue; // A container has called something so.
            }

            _moved += error == 0 ? 1 : 0;
            return error == ErrorNumber.NoEntry ? 0 : error;
        }
    }

    // What says why, before that something is left.
    private void Note(int error) => _error = error == 0 || (_error != 0 && _error != ErrorNumber.NotEmpty) ? _error : error;
}
