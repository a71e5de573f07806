using System.Buffers;
using Hathi.Log;
using Hathi.Yarn.Core.Image;
using Hathi.Yarn.Core.ResourceManager;

namespace Hathi.Simulation.Tests.Yarn.ResourceManager;

/// <summary>A core from the log's directory, and back.</summary>
internal static class RmFiles
{
    /// <summary>Brings an empty core to the newest durable edit.</summary>
    /// <returns>Its index.</returns>
    public static long Load(DurableLog log, ResourceManagerCore core)
    {
        var from = 1L;
        if (log.LatestSnapshot is { } snapshot)
        {
            using var stream = snapshot.OpenRead();
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            Read(copy.GetBuffer().AsSpan(0, (int)copy.Length), core);
            from = snapshot.Index + 1;
        }

        var end = log.DurableIndex;
        if (end >= from)
        {
            log.ReadFrom(from, (index, payload) =>
            {
                if (index <= end)
                {
                    core.Replay(payload);
                }
            });
        }

        return end;
    }

    public static byte[] Image(ResourceManagerCore core)
    {
        var image = new ImageWriter(core);
        var buffer = new ArrayBufferWriter<byte>();
        while (image.WriteNext(buffer))
        {
            // piece by piece
        }

        return buffer.WrittenSpan.ToArray();
    }

    public static void Read(ReadOnlySpan<byte> bytes, ResourceManagerCore core)
    {
        var image = new ImageReader(core);
        image.Read(bytes);
        image.Finish();
    }
}
