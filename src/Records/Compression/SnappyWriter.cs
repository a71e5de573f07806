using System.Buffers.Binary;
using Snappier;

namespace Hathi.Records.Compression;

/// <summary>Packs blocks of one chunk each. Nothing at all becomes a block of length 0, as Apache's does it.</summary>
internal sealed class SnappyWriter(Stream target) : PackStream
{
    /// <summary>Many things that are packed are small, such as single values.</summary>
    private const int FirstBytes = 1024;

    private byte[] _block = new byte[FirstBytes];
    private byte[] _packed = [];
    private int _used;
    private bool _any;

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            if (_used == SnappyCodec.BlockBytes)
            {
                WriteBlock();
            }
            else if (_used == _block.Length)
            {
                Array.Resize(ref _block, Math.Min(SnappyCodec.BlockBytes, Math.Max(2 * _used, _used + buffer.Length)));
            }

            var n = Math.Min(buffer.Length, _block.Length - _used);
            buffer[..n].CopyTo(_block.AsSpan(_used));
            _used += n;
            buffer = buffer[n..];
        }
    }

    protected override void End()
    {
        if (_used > 0)
        {
            WriteBlock();
        }

        if (!_any)
        {
            target.Write([0, 0, 0, 0]);
        }
    }

    private void WriteBlock()
    {
        var most = Snappy.GetMaxCompressedLength(_used);
        if (_packed.Length < most)
        {
            _packed = new byte[most];
        }

        var packed = _packed.AsSpan(0, Snappy.Compress(_block.AsSpan(0, _used), _packed));
        Span<byte> lengths = stackalloc byte[8];
        BinaryPrimitives.WriteInt32BigEndian(lengths, _used);
        BinaryPrimitives.WriteInt32BigEndian(lengths[4..], packed.Length);
        target.Write(lengths);
        target.Write(packed);
        _used = 0;
        _any = true;
    }
}
