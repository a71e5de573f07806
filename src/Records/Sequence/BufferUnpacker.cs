using Hathi.Records.Compression;

namespace Hathi.Records.Sequence;

/// <summary>Unpacks many small pieces, each whole in memory, with one decoder. Used by one thread.</summary>
internal sealed class BufferUnpacker : IDisposable
{
    private const int FirstBytes = 4 << 10;

    private readonly Source _source = new();
    private readonly UnpackStream _stream;

    internal BufferUnpacker(CompressionCodec codec, string name) => _stream = codec.Unpack(_source, name);

    /// <summary>Unpacks into <paramref name="target"/>, which grows; returns how many bytes there are.</summary>
    internal int Unpack(ReadOnlySpan<byte> packed, ref byte[] target)
    {
        _source.Set(packed);
        _stream.Restart();
        var used = 0;
        while (true)
        {
            if (used == target.Length)
            {
                Array.Resize(ref target, used == 0 ? FirstBytes : (int)Math.Min(Array.MaxLength, 2L * used));
            }

            var n = _stream.Read(target.AsSpan(used));
            if (n == 0)
            {
                return used;
            }

            used += n;
        }
    }

    public void Dispose() => _stream.Dispose();

    private sealed class Source : UnpackStream
    {
        private byte[] _bytes = [];
        private int _length;
        private int _position;

        internal void Set(ReadOnlySpan<byte> bytes)
        {
            if (_bytes.Length < bytes.Length)
            {
                _bytes = new byte[Math.Max(bytes.Length, FirstBytes)];
            }

            bytes.CopyTo(_bytes);
            _length = bytes.Length;
            _position = 0;
        }

        public override int Read(Span<byte> buffer)
        {
            var n = Math.Min(buffer.Length, _length - _position);
            _bytes.AsSpan(_position, n).CopyTo(buffer);
            _position += n;
            return n;
        }
    }
}
