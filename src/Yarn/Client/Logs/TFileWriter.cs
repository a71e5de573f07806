using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Hathi.Yarn.Client.Logs;

/// <summary>
/// Writes a TFile of unsorted keys front to back. One record at a time: a key, then its value in any number of parts. Not thread-safe.
/// </summary>
internal sealed class TFileWriter
{
    /// <summary>A block ends with the record that makes it this long, compressed. Source: AggregatedLogFormat.LogWriter.</summary>
    private const long MinBlockBytes = 256 * 1024;

    private readonly Stream _output;
    private readonly string _compression;
    private readonly List<Region> _blocks = [];
    private readonly List<(byte[] LastKey, long Records)> _entries = [];
    private readonly List<(string Name, string Compression, Region Region)> _metas = [];
    private long _position;
    private Block? _block;
    private byte[]? _firstKey;
    private byte[] _lastKey = [];
    private long _records;
    private long _blockRecords;

    internal TFileWriter(Stream output, bool compress)
    {
        _output = output;
        _compression = compress ? TFileFormat.Gzip : TFileFormat.NoCompression;
    }

    internal async Task BeginAsync(CancellationToken cancellationToken) =>
        await RawAsync(TFileFormat.Magic.ToArray(), cancellationToken).ConfigureAwait(false);

    /// <summary>Begins a record.</summary>
    internal async Task KeyAsync(byte[] key, CancellationToken cancellationToken)
    {
        _block ??= new Block(this, _compression);
        await _block.NumberAsync(key.Length, cancellationToken).ConfigureAwait(false);
        await _block.WriteAsync(key, cancellationToken).ConfigureAwait(false);
        _firstKey ??= key;
        _lastKey = key;
    }

    /// <summary>A part of the record's value; not empty.</summary>
    internal async Task ValueAsync(ReadOnlyMemory<byte> part, CancellationToken cancellationToken)
    {
        await _block!.NumberAsync(-part.Length, cancellationToken).ConfigureAwait(false);
        await _block.WriteAsync(part, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends the record.</summary>
    internal async Task EndAsync(CancellationToken cancellationToken)
    {
        await _block!.NumberAsync(0, cancellationToken).ConfigureAwait(false);
        _records++;
        _blockRecords++;
        await FinishBlockAsync(MinBlockBytes, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes what stands at the end. The stream stays the caller's.</summary>
    internal async Task CloseAsync(CancellationToken cancellationToken)
    {
        await FinishBlockAsync(0, cancellationToken).ConfigureAwait(false);
        await MetaAsync(TFileFormat.MetaBlock, TFileFormat.NoCompression, Meta(), cancellationToken).ConfigureAwait(false);
        await MetaAsync(TFileFormat.IndexBlock, _compression, Index(), cancellationToken).ConfigureAwait(false);
        await MetaAsync(TFileFormat.DataIndexBlock, _compression, DataIndex(), cancellationToken).ConfigureAwait(false);
        var tail = new Encoder();
        var at = _position;
        tail.Number(_metas.Count);
        foreach (var (name, compression, region) in _metas.OrderBy(static m => m.Name, StringComparer.Ordinal))
        {
            tail.Text(TFileFormat.MetaPrefix + name);
            tail.Text(compression);
            tail.Region(region);
        }

        tail.Int64(at);
        tail.Version();
        tail.Bytes(TFileFormat.Magic);
        await RawAsync(tail.ToArray(), cancellationToken).ConfigureAwait(false);
    }

    private async Task FinishBlockAsync(long leastBytes, CancellationToken cancellationToken)
    {
        if (_block is not null && _position - _block.Start >= leastBytes)
        {
            _blocks.Add(await _block.FinishAsync(cancellationToken).ConfigureAwait(false));
            _entries.Add((_lastKey, _blockRecords));
            _block = null;
            _blockRecords = 0;
        }
    }

    private async Task MetaAsync(string name, string compression, byte[] content, CancellationToken cancellationToken)
    {
        var block = new Block(this, compression);
        await block.WriteAsync(content, cancellationToken).ConfigureAwait(false);
        _metas.Add((name, compression, await block.FinishAsync(cancellationToken).ConfigureAwait(false)));
    }

    private byte[] Meta()
    {
        var meta = new Encoder();
        meta.Version();
        meta.Number(_records);
        meta.Text(""); // not sorted: no comparator
        return meta.ToArray();
    }

    private byte[] Index()
    {
        var index = new Encoder();
        if (_firstKey is null)
        {
            index.Number(0);
            return index.ToArray();
        }

        index.Entry(e => e.Key(_firstKey));
        foreach (var (key, records) in _entries)
        {
            index.Entry(e =>
            {
                e.Key(key);
                e.Number(records);
            });
        }

        return index.ToArray();
    }

    private byte[] DataIndex()
    {
        var index = new Encoder();
        index.Text(_compression);
        index.Number(_blocks.Count);
        foreach (var block in _blocks)
        {
            index.Region(block);
        }

        return index.ToArray();
    }

    private async ValueTask RawAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await _output.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        _position += bytes.Length;
    }

    /// <summary>Where a block lies.</summary>
    internal readonly record struct Region(long Offset, long CompressedBytes, long RawBytes);

    private sealed class Block
    {
        private readonly TFileWriter _file;
        private readonly byte[] _number = new byte[TFileFormat.MaxNumberBytes];
        private readonly ZLibStream? _compressor;
        private long _raw;

        internal Block(TFileWriter file, string compression)
        {
            _file = file;
            Start = file._position;
            _compressor = compression == TFileFormat.Gzip
                ? new ZLibStream(new Sink(file), CompressionLevel.Fastest, leaveOpen: true)
                : null;
        }

        internal long Start { get; }

        internal ValueTask NumberAsync(long value, CancellationToken cancellationToken) =>
            WriteAsync(_number.AsMemory(0, TFileFormat.WriteNumber(_number, value)), cancellationToken);

        internal async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
        {
            _raw += bytes.Length;
            if (_compressor is null)
            {
                await _file.RawAsync(bytes, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await _compressor.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
            }
        }

        internal async ValueTask<Region> FinishAsync(CancellationToken cancellationToken)
        {
            if (_compressor is not null)
            {
                await _compressor.FlushAsync(cancellationToken).ConfigureAwait(false);
                await _compressor.DisposeAsync().ConfigureAwait(false);
            }

            return new Region(Start, _file._position - Start, _raw);
        }
    }

    // What a compressor writes goes to the file and is counted.
    private sealed class Sink(TFileWriter file) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            file.RawAsync(buffer, cancellationToken);

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            file.RawAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Write(byte[] buffer, int offset, int count)
        {
            file._output.Write(buffer, offset, count);
            file._position += count;
        }

        public override void Flush()
        {
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }

    private sealed class Encoder
    {
        private readonly ArrayBufferWriter<byte> _bytes = new();

        internal void Number(long value) => _bytes.Advance(TFileFormat.WriteNumber(_bytes.GetSpan(TFileFormat.MaxNumberBytes), value));

        internal void Bytes(ReadOnlySpan<byte> bytes) => _bytes.Write(bytes);

        internal void Key(ReadOnlySpan<byte> key)
        {
            Number(key.Length);
            Bytes(key);
        }

        internal void Text(string text) => Key(Encoding.UTF8.GetBytes(text));

        internal void Region(Region region)
        {
            Number(region.Offset);
            Number(region.CompressedBytes);
            Number(region.RawBytes);
        }

        internal void Int64(long value)
        {
            BinaryPrimitives.WriteInt64BigEndian(_bytes.GetSpan(sizeof(long)), value);
            _bytes.Advance(sizeof(long));
        }

        internal void Version()
        {
            BinaryPrimitives.WriteInt16BigEndian(_bytes.GetSpan(4), TFileFormat.Major);
            BinaryPrimitives.WriteInt16BigEndian(_bytes.GetSpan(4)[2..], TFileFormat.Minor);
            _bytes.Advance(4);
        }

        internal void Entry(Action<Encoder> write)
        {
            var entry = new Encoder();
            write(entry);
            Key(entry._bytes.WrittenSpan);
        }

        internal byte[] ToArray() => _bytes.WrittenSpan.ToArray();
    }
}
