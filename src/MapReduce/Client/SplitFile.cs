using Google.Protobuf;
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
        using var input = new MemoryStream(bytes);
        var splits = new List<InputSplit>();
        while (input.Position < input.Length)
        {
            splits.Add(SplitProto.Parser.ParseDelimitedFrom(input).ToSplit());
        }

        return splits;
    }
}
