using System.Buffers.Binary;
using System.IO.Compression;
using Hathi.Base;

namespace Hathi.Records.Compression;

/// <summary>Packs one gzip member with the header that Apache's codec writes: no name, no time, no system. Source: RFC 1952.</summary>
internal sealed class GzipWriter : PackStream
{
    private static readonly byte[] Header = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>What deflate makes of nothing; .NET's writes no byte for it.</summary>
    private static readonly byte[] EmptyBody = [3, 0];

    private readonly Stream _target;
    private readonly DeflateStream _body;
    private uint _crc;
    private uint _size;
    private bool _any;

    internal GzipWriter(Stream target)
    {
        _target = target;
        target.Write(Header);
        _body = new DeflateStream(target, CompressionLevel.Optimal, leaveOpen: true);
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _crc = Crc32.Append(_crc, buffer);
        _size += (uint)buffer.Length;
        _any |= !buffer.IsEmpty;
        _body.Write(buffer);
    }

    protected override void End()
    {
        _body.Dispose();
        if (!_any)
        {
            _target.Write(EmptyBody);
        }

        Span<byte> trailer = stackalloc byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, _crc);
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[4..], _size);
        _target.Write(trailer);
    }
}
