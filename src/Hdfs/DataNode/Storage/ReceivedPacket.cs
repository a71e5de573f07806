using Hathi.Hdfs.Protocol.DataTransfer;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>A whole packet in a receive buffer.</summary>
/// <param name="Header">What its header says.</param>
/// <param name="Start">Where in the buffer it begins, header included.</param>
/// <param name="BodyStart">Where its checksums begin; the data follow them.</param>
internal readonly record struct ReceivedPacket(PacketHeader Header, int Start, int BodyStart)
{
    internal int DataStart => BodyStart + Header.ChecksumLength;

    internal int End => DataStart + Header.DataLength;

    /// <summary>Bytes of the block up to the end of this packet.</summary>
    internal long BlockEnd => Header.OffsetInBlock + Header.DataLength;
}
