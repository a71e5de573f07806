using Google.Protobuf;
using Hathi.Hadoop.Rpc.Protocol;
using Hathi.MapReduce.Protocol.Umbilical;

namespace Hathi.MapReduce.Client;

/// <summary>The splits of a job as bytes: a <see cref="SplitProto"/> each behind its length, in the order of the maps.</summary>
internal static class SplitFile
{
    internal static byte[] Encode(IEnumerable<InputSplit> splits)
    {
        using var bytes = new MemoryStream();
        foreach (var split in splits)
        {
            split.ToMessage().WriteDelimitedTo(bytes);
        }

        return bytes.ToArray();
    }

    /// <exception cref="InvalidProtocolBufferException">The bytes are no splits.</exception>
    /// <exception cref="InvalidDataException">A combined split is none.</exception>
    internal static IReadOnlyList<InputSplit> Decode(byte[] bytes)
    {
        ReadOnlySpan<byte> left = bytes;
        var splits = new List<InputSplit>();
        while (!left.IsEmpty)
        {
            splits.Add(ProtoBytes.ParseDelimited(ref left, SplitProto.Parser).ToSplit());
        }

        return splits;
    }
}
