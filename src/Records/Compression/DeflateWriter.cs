using System.IO.Compression;

namespace Hathi.Records.Compression;

/// <summary>Packs one zlib stream. Source: RFC 1950.</summary>
internal sealed class DeflateWriter(Stream target) : PackStream
{
    /// <summary>The zlib stream of nothing; .NET's writes no byte for it.</summary>
    private static readonly byte[] Empty = [0x78, 0x9c, 3, 0, 0, 0, 0, 1];

    private readonly ZLibStream _body = new(target, CompressionLevel.Optimal, leaveOpen: true);
    private bool _any;

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _any |= !buffer.IsEmpty;
        _body.Write(buffer);
    }

    protected override void End()
    {
        _body.Dispose();
        if (!_any)
        {
            target.Write(Empty);
        }
    }
}
