using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Hathi.Yarn.NodeManager.Tests.Support;

/// <summary>
/// Runs something as a user for whom permissions count, also where the tests run as root: on a thread of its own without root's privileges.
/// What it runs is to start no thread, which would have none either.
/// </summary>
internal static partial class OrdinaryUser
{
    // linux/capability.h: version 3, which has two parts of effective, permitted and inheritable ones.
    private const int Version = 0x20080522;

    internal static void Run(Action action)
    {
        using (new Timer(static _ => { }, null, 0, Timeout.Infinite))
        {
            // The runtime's own thread for timers is there.
        }

        ExceptionDispatchInfo? failed = null;
        var thread = new Thread(() =>
        {
            try
            {
                GiveUpPrivileges();
                action();
            }
            catch (Exception e)
            {
                failed = ExceptionDispatchInfo.Capture(e);
            }
        });
        thread.Start();
        Assert.True(thread.Join(Patience.Limit));
        failed?.Throw();
    }

    private static void GiveUpPrivileges()
    {
        if (OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess)
        {
            int[] header = [Version, 0];
            var none = new int[6];
            Assert.Equal(0, SetCapabilities(header, none));
        }
    }

    [LibraryImport("libc", EntryPoint = "capset", SetLastError = true)]
    private static partial int SetCapabilities(int[] header, int[] sets);
}
