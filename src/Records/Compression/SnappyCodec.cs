namespace Hathi.Records.Compression;

/// <summary>
/// Snappy blocks in Hadoop's own framing, which is not the framing format of Snappy: the length of a block unpacked, then the chunks that
/// make it, each behind its packed length; all lengths four bytes, highest first. Source: Apache <c>BlockCompressorStream</c>.
/// </summary>
internal sealed class SnappyCodec : CompressionCodec
{
    /// <summary>
    /// Bytes of a block: what Apache's packs with its default buffer of 256 KiB, less what incompressible bytes could grow by.
    /// </summary>
    internal const int BlockBytes = BufferBytes - ((BufferBytes / 6) + 32);

    /// <summary>
    /// Longer chunks, packed or unpacked, are taken for damage; Apache's are as long as io.compression.codec.snappy.buffersize at most.
    /// </summary>
    internal const int MaxChunkBytes = 64 << 20;

    private const int BufferBytes = 256 << 10;

    internal override string Suffix => ".snappy";

    internal override string JavaClass => "org.apache.hadoop.io.compress.SnappyCodec";

    internal override UnpackStream Unpack(Stream packed, string name) => new SnappyReader(packed, name);

    internal override Stream Pack(Stream target) => new SnappyWriter(target);
}
