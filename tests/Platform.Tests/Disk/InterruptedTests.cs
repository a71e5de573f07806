using System.Runtime.InteropServices;
using Hathi.Base;
using Hathi.Platform.Disk;

namespace Hathi.Platform.Tests.Disk;

/// <summary>A signal that comes during a call of the disk is no fault of the disk.</summary>
public sealed partial class InterruptedTests
{
    private const int ChildSignal = 17;
    private const int Signals = 200;

    /// <summary>Long enough that signals fall into it, bytes.</summary>
    private const int Length = 64 << 20;

    /// <summary>The kernel gives up keeping room in memory at any signal, and is not told to begin again.</summary>
    [Fact]
    public void Room_is_kept_whatever_signals_come()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        using var handled = PosixSignalRegistration.Create(PosixSignal.SIGCHLD, static _ => { });
        var root = Directory.CreateDirectory(Path.Join(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"hathi-signals-{Guid.NewGuid():N}")).FullName;
        try
        {
            var thread = GetThreadId();
            using var inside = new ManualResetEventSlim();
            var done = false;
            var sender = new Thread(() =>
            {
                for (var i = 0; i < Signals && !Volatile.Read(ref done); i++)
                {
                    inside.Wait(Patience.Limit);
                    Assert.Equal(0, SendSignal(Environment.ProcessId, thread, ChildSignal));
                    Thread.SpinWait(20_000);
                }
            });
            sender.Start();
            for (var i = 0; i < 10; i++)
            {
                using var file = RealDisk.Instance.Open(Path.Join(root, $"f{i}"), DiskOpen.CreateNew);
                inside.Set();
                file.Allocate(Length);
                inside.Reset();
                Assert.Equal(Length, file.Length);
                file.Sync();
                File.Delete(Path.Join(root, $"f{i}"));
            }

            Volatile.Write(ref done, true);
            inside.Set();
            Assert.True(sender.Join(Patience.Limit));
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    [LibraryImport("libc", EntryPoint = "gettid")]
    private static partial int GetThreadId();

    [LibraryImport("libc", EntryPoint = "tgkill")]
    private static partial int SendSignal(int process, int thread, int signal);
}
