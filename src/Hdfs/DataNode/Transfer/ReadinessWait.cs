using System.Net.Sockets;
using Hathi.Platform.Native;

namespace Hathi.Hdfs.DataNode.Transfer;

/// <summary>Waits until one of two sockets has something to read.</summary>
internal static class ReadinessWait
{
    /// <summary>Waits.</summary>
    /// <param name="first">One socket.</param>
    /// <param name="second">The other.</param>
    /// <param name="milliseconds">How long; -1: without an end.</param>
    /// <returns>Which are ready; neither: the time is over.</returns>
    /// <exception cref="SocketException">A socket is closed here.</exception>
    internal static (bool First, bool Second) Any(Socket first, Socket second, int milliseconds)
    {
        if (!OperatingSystem.IsLinux())
        {
            var ready = new List<Socket> { first, second };
            Socket.Select(ready, null, null, milliseconds < 0 ? -1 : (int)Math.Min(milliseconds * 1000L, int.MaxValue));
            return (ready.Contains(first), ready.Contains(second));
        }

        Span<PollEntry> entries = stackalloc PollEntry[2];
        bool one = false, two = false;
        try
        {
            first.SafeHandle.DangerousAddRef(ref one);
            second.SafeHandle.DangerousAddRef(ref two);
            entries[0] = new PollEntry { Descriptor = (int)first.SafeHandle.DangerousGetHandle(), Events = PollEntry.In };
            entries[1] = new PollEntry { Descriptor = (int)second.SafeHandle.DangerousGetHandle(), Events = PollEntry.In };
            if (SocketCalls.Poll(entries, milliseconds) is var result and < 0)
            {
                throw new SocketException((int)SocketError.SocketError, ErrorNumber.Message(-result));
            }

            return (entries[0].Returned != 0, entries[1].Returned != 0);
        }
        finally
        {
            if (one)
            {
                first.SafeHandle.DangerousRelease();
            }

            if (two)
            {
                second.SafeHandle.DangerousRelease();
            }
        }
    }
}
