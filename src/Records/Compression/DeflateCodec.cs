namespace Hathi.Records.Compression;

/// <summary>zlib streams (RFC 1950), which Apache calls deflate and takes where no other codec is named.</summary>
internal sealed class DeflateCodec : CompressionCodec
{
    internal override string Suffix => ".deflate";

    internal override string JavaClass => "org.apache.hadoop.io.compress.DefaultCodec";

    protected override string JavaAlias => "org.apache.hadoop.io.compress.DeflateCodec";

    internal override UnpackStream Unpack(Stream packed, string name) => new DeflateReader(packed, name);

    internal override Stream Pack(Stream target) => new DeflateWriter(target);
}
