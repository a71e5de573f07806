using System.Buffers;
using Hathi.Base;
using Hathi.Records.Compression;

namespace Hathi.MapReduce.Sort;

/// <summary>Packs the records of one segment on their way into the file. Used by the writer's thread.</summary>
/// <param name="codec">How.</param>
/// <param name="target">Takes the packed bytes; not closed.</param>
internal sealed class PackedSegment(CompressionCodec codec, Stream target) : IDisposable
{
    /// <summary>Bytes gathered before they are packed.</summary>
    private const int BufferBytes = 64 << 10;

    private readonly Stream _pack = codec.Pack(target);
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
    private int _used;

    /// <summary>Bytes so far, before packing.</summary>
    internal long RawLength { get; private set; }

    internal void Append(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        Span<byte> header = stackalloc byte[2 * VInt.MaxBytes];
        var n = VInt.Write(header, key.Length);
        n += VInt.Write(header[n..], value.Length);
        Append(header[..n]);
        Append(key);
        Append(value);
    }

    internal void Append(ReadOnlySpan<byte> bytes)
    {
        RawLength += bytes.Length;
        if (bytes.Length > BufferBytes - _used)
        {
            _pack.Write(_buffer.AsSpan(0, _used));
            _used = 0;
            if (bytes.Length > BufferBytes)
            {
                _pack.Write(bytes);
                return;
            }
        }

        bytes.CopyTo(_buffer.AsSpan(_used));
        _used += bytes.Length;
    }

    /// <summary>Packs the rest and ends the packed data.</summary>
    internal void End()
    {
        _pack.Write(_buffer.AsSpan(0, _used));
        _used = 0;
        _pack.Dispose();
    }

    /// <summary>Lets go of the buffer; without <see cref="End"/> the segment cannot be read.</summary>
    public void Dispose()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }
    }
}
