using System.Collections.Concurrent;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.DataNode.Storage;

namespace Hathi.Hdfs.DataNode.Tests.Support;

internal sealed class RecordedEvents : IReplicaEvents
{
    private const int LimitMilliseconds = 20_000;

    public ConcurrentQueue<string> All { get; } = new();

    /// <summary>Returns when this was told.</summary>
    public void WaitFor(string told)
    {
        var until = Environment.TickCount64 + LimitMilliseconds;
        lock (All)
        {
            while (!All.Contains(told))
            {
                Assert.True(
                    Monitor.Wait(All, (int)Math.Max(0, until - Environment.TickCount64)),
                    $"'{told}' was not told, but: {string.Join(", ", All)}");
            }
        }
    }

    public void Receiving(Volume volume, Block block) => Tell($"receiving {block.Id}_{block.GenerationStamp}");

    public void Received(Volume volume, Block block, string? deleteHint) =>
        Tell($"received {block.Id}_{block.GenerationStamp} {block.Length}");

    public void Deleted(Volume volume, Block block) => Tell($"deleted {block.Id}_{block.GenerationStamp}");

    public void Corrupt(Volume volume, Block block) => Tell($"corrupt {block.Id}_{block.GenerationStamp}");

    public void TooFewVolumes(string reason) => Tell($"too few volumes");

    public void DiskTrouble(string what) => Tell($"trouble {what}");

    public void VolumeFailed(Volume volume, string reason) => Tell($"volume failed {volume.Number}");

    private void Tell(string what)
    {
        lock (All)
        {
            All.Enqueue(what);
            Monitor.PulseAll(All);
        }
    }
}
