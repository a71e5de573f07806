namespace Hathi.Records.Compression;

/// <summary>gzip, with any number of members one after the other.</summary>
internal sealed class GzipCodec : CompressionCodec
{
    internal override string Suffix => ".gz";

    internal override string JavaClass => "org.apache.hadoop.io.compress.GzipCodec";

    internal override UnpackStream Unpack(Stream packed, string name) => new GzipReader(packed, name);

    internal override Stream Pack(Stream target) => new GzipWriter(target);
}
