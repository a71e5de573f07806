namespace Hathi.MapReduce.Compression;

/// <summary>bzip2, with any number of streams one after the other, as pbzip2 writes them.</summary>
internal sealed class Bzip2Codec : CompressionCodec
{
    protected override string Suffix => ".bz2";

    internal override Stream Unpack(Stream packed, string name) => new Bzip2Reader(packed, name);
}
