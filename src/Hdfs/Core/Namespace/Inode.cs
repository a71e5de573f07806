using System.Runtime.InteropServices;
using Hathi.Hdfs.Core.Memory;

namespace Hathi.Hdfs.Core.Namespace;

/// <summary>Kind and state of an inode.</summary>
[Flags]
internal enum InodeFlags : byte
{
    None = 0,
    Directory = 1,

    /// <summary>A file that somebody writes: more about it is in <see cref="Leases"/>.</summary>
    UnderConstruction = 2,
}

/// <summary>A file or directory in 64 bytes. Lives in a slab; a handle of 0 is none.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Inode : ISlabItem
{
    /// <summary>Never used twice.</summary>
    public long Id;

    /// <summary>Milliseconds since 1970.</summary>
    public long ModificationTime;

    /// <summary>Milliseconds since 1970; 0 for a directory that was never told one.</summary>
    public long AccessTime;

    /// <summary>Of a file: bytes of all its blocks, as far as known.</summary>
    public long Length;

    /// <summary>
    /// Of a file with one block: its id. With more: reference of the list of ids. Of a directory: handle of its
    /// <see cref="DirectoryNode"/>.
    /// </summary>
    public long Content;

    /// <summary>Reference of the name's bytes.</summary>
    public uint Name;

    /// <summary>Handle of the directory it is in; 0 for the root and for what has been unlinked.</summary>
    public int Parent;

    /// <summary>Index of owner, group and mode.</summary>
    public int Attributes;

    /// <summary>Of a file: index of replication, block size and policy.</summary>
    public int Layout;

    /// <summary>Of a file.</summary>
    public int BlockCount;

    /// <summary>Bytes of the name.</summary>
    public ushort NameLength;

    public InodeFlags Flags;

    public static int PageBits => 10;

    int ISlabItem.NextFree
    {
        readonly get => (int)Name;
        set => Name = (uint)value;
    }

    public readonly bool IsDirectory => (Flags & InodeFlags.Directory) != 0;

    public readonly bool IsUnderConstruction => (Flags & InodeFlags.UnderConstruction) != 0;
}

/// <summary>What a directory has more than a file: its children and the totals of all that is below it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct DirectoryNode : ISlabItem
{
    /// <summary>Reference of the only chunk of children, or of the table of chunks.</summary>
    public uint Chunks;

    /// <summary>0: no children; 1: no table.</summary>
    public int ChunkCount;

    /// <summary>Room in the only chunk, or in the table.</summary>
    public int Capacity;

    /// <summary>Children.</summary>
    public int Count;

    /// <summary>Levels below it, at most: what has gone is taken off only when somebody wants to know (<see cref="LevelCount"/>).</summary>
    public int Levels;

    /// <summary>Of everything below.</summary>
    public Totals Below;

    public static int PageBits => 10;

    int ISlabItem.NextFree
    {
        readonly get => Levels;
        set => Levels = value;
    }
}

/// <summary>Sums over a subtree.</summary>
internal struct Totals
{
    public long Files;
    public long Directories;

    /// <summary>Bytes of the files.</summary>
    public long Length;

    /// <summary>Bytes times replicas; a block being written counts with the file's full block size.</summary>
    public long Space;

    public readonly long Inodes => Files + Directories;

    public readonly Totals Negated() => new() { Files = -Files, Directories = -Directories, Length = -Length, Space = -Space };

    public void Add(in Totals more)
    {
        Files += more.Files;
        Directories += more.Directories;
        Length += more.Length;
        Space += more.Space;
    }
}

/// <summary>Owner, group and permission bits (0 … 01777): shared by many inodes.</summary>
internal readonly record struct Attributes(string Owner, string Group, ushort Mode);

/// <summary>How a file's blocks are laid out: shared by many files.</summary>
/// <param name="BlockSize">Bytes.</param>
/// <param name="Replication">Replicas wanted.</param>
/// <param name="StoragePolicy">Block storage policy id; 0: unspecified.</param>
internal readonly record struct FileLayout(long BlockSize, short Replication, byte StoragePolicy);
