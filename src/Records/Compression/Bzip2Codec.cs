namespace Hathi.Records.Compression;

/// <summary>bzip2, with any number of streams one after the other, as pbzip2 writes them.</summary>
internal sealed class Bzip2Codec : CompressionCodec
{
    internal override string Suffix => ".bz2";

    internal override string JavaClass => "org.apache.hadoop.io.compress.BZip2Codec";

    internal override bool CanSplit => true;

    internal override Bzip2SplitReader UnpackPart(Stream packed, long start, long end, string name) => new(packed, start, end, name);

    internal override UnpackStream Unpack(Stream packed, string name) => new Bzip2Reader(packed, name);

    internal override Stream Pack(Stream target) => new Bzip2Writer(target);
}
