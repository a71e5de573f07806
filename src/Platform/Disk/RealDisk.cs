using System.Runtime.InteropServices;
using Hathi.Base;

namespace Hathi.Platform.Disk;

/// <summary>The machine's file systems. Stateless.</summary>
public sealed class RealDisk : IDisk
{
    /// <summary>The one there is.</summary>
    public static RealDisk Instance { get; } = new();

    /// <inheritdoc/>
    public IDiskFile Open(string path, DiskOpen mode)
    {
        var (fileMode, access) = mode switch
        {
            DiskOpen.Read => (FileMode.Open, FileAccess.Read),
            DiskOpen.ReadWrite => (FileMode.Open, FileAccess.ReadWrite),
            DiskOpen.CreateNew => (FileMode.CreateNew, FileAccess.ReadWrite),
            DiskOpen.CreateOrEmpty => (FileMode.Create, FileAccess.ReadWrite),
            _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, null),
        };
        return new RealFile(path, File.OpenHandle(path, fileMode, access, FileShare.ReadWrite | FileShare.Delete));
    }

    /// <inheritdoc/>
    public bool FileExists(string path) => File.Exists(path);

    /// <inheritdoc/>
    public bool DirectoryExists(string path) => Directory.Exists(path);

    /// <inheritdoc/>
    public void CreateDirectory(string path)
    {
        if (Directory.Exists(path))
        {
            return;
        }

        var parent = Path.GetDirectoryName(Path.GetFullPath(path));
        if (parent is not null)
        {
            CreateDirectory(parent);
        }

        Directory.CreateDirectory(path);
        if (parent is not null)
        {
            SyncDirectory(parent);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> List(string directory)
    {
        var names = Directory.GetFileSystemEntries(directory);
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = Path.GetFileName(names[i]);
        }

        Array.Sort(names, StringComparer.Ordinal);
        return names;
    }

    /// <inheritdoc/>
    public void Rename(string from, string to) => File.Move(from, to, overwrite: true);

    /// <inheritdoc/>
    public void Delete(string path) => File.Delete(path);

    /// <inheritdoc/>
    public void SyncDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return; // NTFS journals names; there is no call for it.
        }

        var error = PosixCalls.SyncDirectory(path);
        if (error != 0)
        {
            throw new IOException($"fsync of the directory {path} failed: {Marshal.GetPInvokeErrorMessage(error)}.");
        }
    }

    /// <inheritdoc/>
    public IDisposable Lock(string path) => LockFile.Take(path);

    internal static bool IsFull(IOException e) =>
        e.HResult == (OperatingSystem.IsWindows() ? unchecked((int)0x80070070) : PosixCalls.NoSpace);

    internal static DiskFullException Full(string path, Exception? inner) =>
        new($"No space left on the disk of {path}: free some space there.", inner);
}
