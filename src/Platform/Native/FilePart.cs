using System.Runtime.InteropServices;

namespace Hathi.Platform.Native;

/// <summary>One part of a gathered write: struct iovec.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct FilePart
{
    /// <summary>Where it lies; the memory stays there until it is written.</summary>
    public byte* Start { get; set; }

    /// <summary>Bytes.</summary>
    public nint Length { get; set; }
}
