using System.Buffers;
using Hathi.Base.Cores;
using Hathi.Log;

namespace Hathi.Simulation.Tests.Kit.Runtime;

/// <summary>A Core from the log's directory, and back.</summary>
internal static class CoreFiles
{
    /// <summary>Brings an empty Core to the newest durable edit.</summary>
    /// <param name="log">Where from.</param>
    /// <param name="core">Empty.</param>
    /// <param name="reader">Reads an image into it.</param>
    /// <returns>Its index.</returns>
    public static long Load<TCore>(DurableLog log, TCore core, Func<TCore, IImageReader> reader)
        where TCore : IReplayable
    {
        var from = 1L;
        if (log.LatestSnapshot is { } snapshot)
        {
            using var stream = snapshot.OpenRead();
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            Read(copy.GetBuffer().AsSpan(0, (int)copy.Length), reader(core));
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

    /// <summary>The whole image.</summary>
    public static byte[] Image(IImageWriter image)
    {
        var buffer = new ArrayBufferWriter<byte>();
        while (image.WriteNext(buffer))
        {
            // piece by piece
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads a whole image.</summary>
    public static void Read(ReadOnlySpan<byte> bytes, IImageReader image)
    {
        image.Read(bytes);
        image.Finish();
    }
}
