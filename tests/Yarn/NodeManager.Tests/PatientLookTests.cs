using Hathi.Base;
using Hathi.Yarn.NodeManager.Storage;

namespace Hathi.Yarn.NodeManager.Tests;

/// <summary>What cannot be looked at is neither there nor gone.</summary>
public sealed class PatientLookTests
{
    private readonly RecordingLog _log = new();

    [Fact]
    public async Task Without_a_free_descriptor_it_looks_again_and_says_so_once()
    {
        var looks = 0;
        var look = new PatientLook(_log, new NoWait(), default);
        var seen = await look.AtAsync("container_1_0001_01_000001", () => ++looks < 4 ? throw NoDescriptor() : (int?)17);
        Assert.Equal((17, 4), (seen, looks));
        Assert.Contains("container_1_0001_01_000001", Assert.Single(_log.Lines).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_ends_looks_no_more()
    {
        using var ends = new CancellationTokenSource();
        var look = new PatientLook(_log, new NoWait(), ends.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => look.AtAsync<int>("container_1_0001_01_000001", () =>
        {
            ends.Cancel();
            throw NoDescriptor();
        }));
    }

    [Fact]
    public void Who_waits_with_a_thread_of_its_own_waits_as_well_and_not_beyond_the_node_s_end()
    {
        var looks = 0;
        using var ends = new CancellationTokenSource();
        var look = new PatientLook(_log, TimeProvider.System, ends.Token);
        Assert.Equal(17, look.At("/local/nmPrivate", () => ++looks < 3 ? throw NoDescriptor() : 17));
        Assert.Contains("/local/nmPrivate", Assert.Single(_log.Lines).Text, StringComparison.Ordinal);
        Assert.ThrowsAny<OperationCanceledException>(() => look.At<int>("/local/nmPrivate", () =>
        {
            ends.Cancel();
            throw NoDescriptor();
        }));
    }

    [Fact]
    public async Task Every_other_fault_is_told_at_once()
    {
        foreach (var kind in Enum.GetValues<DiskFault>().Where(static k => k != DiskFault.Descriptors))
        {
            var looks = 0;
            var look = new PatientLook(_log, TimeProvider.System, default);
            var e = await Assert.ThrowsAsync<DiskException>(() => look.AtAsync<int>("container_1_0001_01_000001", () =>
            {
                Assert.Equal(1, ++looks);
                throw DiskException.OfRead(kind, "/proc", "it is broken", null);
            }));
            Assert.Equal(kind, e.Kind);
        }

        Assert.Empty(_log.Lines);
    }

    private static DiskException NoDescriptor() => DiskException.OfRead(DiskFault.Descriptors, "/proc", "Too many open files", null);

    /// <summary>Each pause is over as soon as it begins.</summary>
    private sealed class NoWait : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            TimeProvider.System.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
