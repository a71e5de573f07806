using System.Buffers;
using Hathi.Hdfs.Core.Image;
using Hathi.Hdfs.Core.NameNode;
using Hathi.Log;

namespace Hathi.Simulation.Tests.Hdfs.NameNode;

/// <summary>A core from the log's directory, and back.</summary>
internal static class CoreFiles
{
    /// <summary>Brings an empty core to the newest durable edit.</summary>
    /// <returns>Its index.</returns>
    public static long Load(DurableLog log, NameNodeCore core)
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

    public static void Write(NameNodeCore core, Stream stream) => stream.Write(Image(core).WrittenSpan);

    /// <summary>Through an image.</summary>
    public static void Copy(NameNodeCore from, NameNodeCore to) => Read(Image(from).WrittenSpan, to);

    private static ArrayBufferWriter<byte> Image(NameNodeCore core)
    {
        var image = new ImageWriter(core);
        var buffer = new ArrayBufferWriter<byte>();
        while (image.WriteNext(buffer))
        {
            // piece by piece
        }

        return buffer;
    }

    private static void Read(ReadOnlySpan<byte> bytes, NameNodeCore core)
    {
        var image = new ImageReader(core);
        image.Read(bytes);
        image.Finish();
    }
}
