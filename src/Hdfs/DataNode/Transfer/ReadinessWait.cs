using System.Net.Sockets;
using System.Runtime.InteropServices;
using Hathi.Hdfs.DataNode.Native;

namespace Hathi.Hdfs.DataNode.Transfer;

/// <summary>Waits until one of two sockets has something to read.</summary>
internal static unsafe class ReadinessWait
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

        var entries = stackalloc PosixCalls.PollEntry[2];
        bool one = false, two = false;
        try
        {
            first.SafeHandle.DangerousAddRef(ref one);
            second.SafeHandle.DangerousAddRef(ref two);
            entries[0] = new PosixCalls.PollEntry { File = (int)first.SafeHandle.DangerousGetHandle(), Events = PosixCalls.PollIn };
            entries[1] = new PosixCalls.PollEntry { File = (int)second.SafeHandle.DangerousGetHandle(), Events = PosixCalls.PollIn };
            while (PosixCalls.Poll(entries, 2, milliseconds) < 0)
            {
                if (Marshal.GetLastPInvokeError() != PosixCalls.Interrupted)
                {
                    throw new SocketException((int)SocketError.SocketError, Marshal.GetLastPInvokeErrorMessage());
                }
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
