namespace Hathi.Platform.Native;

/// <summary>What the machine's own file system says of a file, symbolic links followed.</summary>
public readonly record struct FileStat(int Mode, uint User, uint Group, long Length, long ModifiedMilliseconds, long AccessedMilliseconds)
{
    // sys/stat.h
    private const int TypeMask = 0xF000;
    private const int DirectoryType = 0x4000;
    private const int RegularType = 0x8000;

    /// <summary>Whether it is a directory.</summary>
    public bool IsDirectory => (Mode & TypeMask) == DirectoryType;

    /// <summary>Whether it is a file that can be read to its end.</summary>
    public bool IsRegular => (Mode & TypeMask) == RegularType;

    /// <summary>A device, a pipe or a socket.</summary>
    public bool IsSpecial => !IsDirectory && !IsRegular;

    /// <summary>Who may do what, and the sticky bit.</summary>
    public int Permission => Mode & 0x3FF;
}
