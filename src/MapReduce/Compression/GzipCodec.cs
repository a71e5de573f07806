namespace Hathi.MapReduce.Compression;

/// <summary>gzip, with any number of members one after the other.</summary>
internal sealed class GzipCodec : CompressionCodec
{
    protected override string Suffix => ".gz";

    internal override Stream Unpack(Stream packed, string name) => new GzipReader(packed, name);
}
