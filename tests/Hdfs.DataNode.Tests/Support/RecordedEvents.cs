using System.Collections.Concurrent;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.DataNode.Storage;

namespace Hathi.Hdfs.DataNode.Tests.Support;

internal sealed class RecordedEvents : IReplicaEvents
{
    public ConcurrentQueue<string> All { get; } = new();

    public void Receiving(Volume volume, Block block) => All.Enqueue($"receiving {block.Id}_{block.GenerationStamp}");

    public void Received(Volume volume, Block block, string? deleteHint) => All.Enqueue($"received {block.Id}_{block.GenerationStamp} {block.Length}");

    public void Deleted(Volume volume, Block block) => All.Enqueue($"deleted {block.Id}_{block.GenerationStamp}");

    public void Corrupt(Volume volume, Block block) => All.Enqueue($"corrupt {block.Id}_{block.GenerationStamp}");

    public void VolumeFailed(Volume volume, string reason) => All.Enqueue($"volume failed {volume.Number}");
}
