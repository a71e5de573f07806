using System.Runtime.InteropServices;

namespace Hathi.Platform.Native;

/// <summary>What is waited for at a descriptor: struct pollfd.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct PollEntry
{
    /// <summary>POLLIN: there is something to read.</summary>
    public const short In = 1;

    /// <summary>POLLOUT: there is room to write.</summary>
    public const short Out = 4;

    /// <summary>Which.</summary>
    public int Descriptor { get; set; }

    /// <summary>What is waited for.</summary>
    public short Events { get; set; }

    /// <summary>What there is; also an error, or an end, that nobody has asked for.</summary>
    public short Returned { get; set; }
}
