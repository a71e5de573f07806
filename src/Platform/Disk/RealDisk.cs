using System.IO.Enumeration;
using Hathi.Base;
using Hathi.Platform.Native;

namespace Hathi.Platform.Disk;

/// <summary>The machine's file systems. Stateless.</summary>
public sealed class RealDisk : IDisk
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

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
        try
        {
            return new RealFile(path, File.OpenHandle(path, fileMode, access, FileShare.ReadWrite | FileShare.Delete));
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            throw mode is DiskOpen.CreateNew or DiskOpen.CreateOrEmpty ? DiskCall.ChangeFailed(path, e) : DiskCall.ReadFailed(path, e);
        }
    }

    /// <inheritdoc/>
    public bool FileExists(string path) => FileLength(path) is not null;

    /// <inheritdoc/>
    public bool DirectoryExists(string path)
    {
        try
        {
            // Directory.Exists says no as well when nobody may look, or when the disk is broken.
            return Directory.Exists(path) || DiskCall.Read(path, () => (File.GetAttributes(path) & FileAttributes.Directory) != 0);
        }
        catch (DiskException e) when (e.Kind == DiskFault.Gone)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public long? FileLength(string path)
    {
        try
        {
            return DiskCall.Read(path, () => new FileInfo(path).Length);
        }
        catch (DiskException e) when (e.Kind == DiskFault.Gone)
        {
            return null;
        }
    }

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

        DiskCall.Change(path, () => Directory.CreateDirectory(path));
        if (parent is not null)
        {
            SyncDirectory(parent);
        }
    }

    /// <inheritdoc/>
    public bool CreatePrivateDirectory(string path)
    {
        CreateDirectory(path);
        try
        {
            DiskCall.Change(path, () =>
            {
                // Windows has no such modes; the analyzer wants the question where the call is.
                if (!OperatingSystem.IsWindows())
                {
                    File.SetUnixFileMode(path, OwnerOnly);
                }
            });
            return true;
        }
        catch (DiskException e) when (e.Kind == DiskFault.Permission)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> List(string directory)
    {
        var names = DiskCall.Read(directory, () => Directory.GetFileSystemEntries(directory));
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = Path.GetFileName(names[i]);
        }

        Array.Sort(names, StringComparer.Ordinal);
        return names;
    }

    /// <inheritdoc/>
    public IReadOnlyList<DiskEntry> Entries(string directory)
    {
        var entries = DiskCall.Read(directory, () => new FileSystemEnumerable<DiskEntry>(directory, Entry, Everything).ToArray());
        Array.Sort(entries, static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        return entries;
    }

    /// <inheritdoc/>
    public void Rename(string from, string to) => DiskCall.Change(from, () => File.Move(from, to, overwrite: true));

    /// <inheritdoc/>
    public void Delete(string path) => DiskCall.Change(path, () => File.Delete(path));

    /// <inheritdoc/>
    public void SyncDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return; // NTFS journals names; there is no call for it.
        }

        var error = FileCalls.SyncDirectory(path);
        if (error != 0)
        {
            throw DiskCall.ChangeFailed(path, "fsync of the directory", error);
        }
    }

    /// <inheritdoc/>
    public DiskSpace Space(string directory) => DiskCall.Read(directory, () =>
    {
        var drive = new DriveInfo(directory);
        return new DiskSpace(drive.TotalSize, drive.TotalFreeSpace, drive.AvailableFreeSpace);
    });

    /// <inheritdoc/>
    public IDisposable Lock(string path, string holder) => LockFile.Take(path, holder);

    private static DiskEntry Entry(ref FileSystemEntry entry) =>
        new(entry.FileName.ToString(), entry.IsDirectory, entry.IsDirectory ? 0 : entry.Length);
}
