using ICSharpCode.SharpZipLib.BZip2;

namespace Hathi.Records.Compression;

/// <summary>Packs one bzip2 stream with blocks of 900,000 bytes, as Apache's codec and bzip2 do.</summary>
internal sealed class Bzip2Writer(Stream target) : PackStream
{
    private readonly BZip2OutputStream _body = new(target) { IsStreamOwner = false };

    public override void Write(ReadOnlySpan<byte> buffer) => _body.Write(buffer);

    protected override void End() => _body.Dispose();
}
