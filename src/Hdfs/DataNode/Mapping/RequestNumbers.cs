using Hathi.Base;
using Hathi.Hdfs.Protocol;
using Stage = Hathi.Hdfs.Protocol.OpWriteBlockProto.Types.BlockConstructionStage;

namespace Hathi.Hdfs.DataNode.Mapping;

/// <summary>
/// Numbers and enumerations of requests. protobuf's uint64 carries Java's long: one from half of its range on is negative. What is compared
/// with a replica goes there as it is, for Apache has a message for each. A number that an enum does not name never comes
/// here: decoding drops it.
/// </summary>
internal static class RequestNumbers
{
    /// <summary>Java's long: an offset, a length, which is refused where it does not fit the replica.</summary>
    internal static long Long(ulong value) => unchecked((long)value);

    /// <summary>A number that both sides take for one with a sign, which may not be below zero.</summary>
    /// <param name="name">What it is.</param>
    /// <param name="value">As sent.</param>
    /// <exception cref="IOException">It is.</exception>
    internal static long NotNegative(string name, ulong value) => value <= long.MaxValue
        ? (long)value
        : throw new RefusedException($"A {name} of {(long)value} cannot be.");

    internal static Stage Stage(Stage stage) => stage;

    /// <summary>Which checksum of a block; absent: MD5.</summary>
    internal static bool IsComposite(BlockChecksumTypeProto type) => type == BlockChecksumTypeProto.CompositeCrc;
}
