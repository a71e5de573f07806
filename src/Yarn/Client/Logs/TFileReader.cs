using System.Buffers.Binary;
using System.Text;

namespace Hathi.Yarn.Client.Logs;

/// <summary>Reads a TFile block by block, front to back. Not thread-safe.</summary>
internal sealed class TFileReader
{
    /// <summary>The meta index and the data index of any log are far smaller.</summary>
    private const long MaxIndexBytes = 64 << 20;

    private readonly Stream _file;
    private readonly List<(long Offset, long CompressedBytes, long RawBytes)> _blocks = [];
    private string _compression = TFileFormat.NoCompression;

    private TFileReader(Stream file) => _file = file;

    /// <summary>Reads the end of a file, which says where everything is.</summary>
    /// <param name="file">Seekable; stays the caller's.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <exception cref="InvalidDataException">It is no TFile, or a damaged one.</exception>
    /// <exception cref="NotSupportedException">It is compressed in a way that is not known here.</exception>
    internal static async Task<TFileReader> OpenAsync(Stream file, CancellationToken cancellationToken)
    {
        var reader = new TFileReader(file);
        await reader.ReadIndexesAsync(cancellationToken).ConfigureAwait(false);
        return reader;
    }

    /// <summary>Hands each record to a visitor: the key, and a stream over its value, of which what is left unread is skipped.</summary>
    internal async Task VisitAsync(Func<byte[], TFileValue, Task> visit, CancellationToken cancellationToken)
    {
        foreach (var (offset, compressedBytes, _) in _blocks)
        {
            _file.Position = offset;
            var input = new TFileInput(TFileFormat.Decompress(new BoundedStream(_file, compressedBytes), _compression));
            while (!await input.AtEndAsync(cancellationToken).ConfigureAwait(false))
            {
                var key = await input.BytesAsync(
                    await input.NumberAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
                var value = new TFileValue(input);
                await visit(key, value).ConfigureAwait(false);
                await value.SkipAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task ReadIndexesAsync(CancellationToken cancellationToken)
    {
        if (_file.Length < TFileFormat.MagicBytes + TFileFormat.TailBytes)
        {
            throw Damaged($"it has {_file.Length} bytes");
        }

        var tail = await ReadAsync(_file.Length - TFileFormat.TailBytes, TFileFormat.TailBytes, cancellationToken).ConfigureAwait(false);
        if (!tail.AsSpan(tail.Length - TFileFormat.MagicBytes).SequenceEqual(TFileFormat.Magic))
        {
            throw Damaged("it does not end as a TFile does: its writer has not closed it");
        }

        var at = BinaryPrimitives.ReadInt64BigEndian(tail);
        var metas = new TFileInput(
            new MemoryStream(await ReadAsync(at, _file.Length - TFileFormat.TailBytes - at, cancellationToken).ConfigureAwait(false)));
        for (var left = await metas.NumberAsync(cancellationToken).ConfigureAwait(false); left > 0; left--)
        {
            var name = await TextAsync(metas, cancellationToken).ConfigureAwait(false);
            var compression = await TextAsync(metas, cancellationToken).ConfigureAwait(false);
            var (offset, compressed, _) = await RegionAsync(metas, cancellationToken).ConfigureAwait(false);
            if (name == TFileFormat.MetaPrefix + TFileFormat.DataIndexBlock)
            {
                await ReadDataIndexAsync(offset, compressed, compression, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task ReadDataIndexAsync(long offset, long compressed, string compression, CancellationToken cancellationToken)
    {
        var bytes = await ReadAsync(offset, compressed, cancellationToken).ConfigureAwait(false);
        var index = new TFileInput(TFileFormat.Decompress(new MemoryStream(bytes), compression));
        _compression = await TextAsync(index, cancellationToken).ConfigureAwait(false);
        for (var left = await index.NumberAsync(cancellationToken).ConfigureAwait(false); left > 0; left--)
        {
            _blocks.Add(await RegionAsync(index, cancellationToken).ConfigureAwait(false));
        }
    }

    private async Task<byte[]> ReadAsync(long offset, long length, CancellationToken cancellationToken)
    {
        if (offset < 0 || length < 0 || length > MaxIndexBytes || offset > _file.Length - length)
        {
            throw Damaged($"an index of {length} bytes at {offset} of {_file.Length}");
        }

        var bytes = new byte[length];
        _file.Position = offset;
        await _file.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
        return bytes;
    }

    private static async Task<string> TextAsync(TFileInput input, CancellationToken cancellationToken) =>
        Encoding.UTF8.GetString(await input.BytesAsync(
            await input.NumberAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false));

    private async Task<(long Offset, long CompressedBytes, long RawBytes)> RegionAsync(
        TFileInput input, CancellationToken cancellationToken)
    {
        var offset = await input.NumberAsync(cancellationToken).ConfigureAwait(false);
        var compressed = await input.NumberAsync(cancellationToken).ConfigureAwait(false);
        var raw = await input.NumberAsync(cancellationToken).ConfigureAwait(false);
        return offset >= 0 && compressed >= 0 && offset <= _file.Length - compressed
            ? (offset, compressed, raw)
            : throw Damaged($"a block of {compressed} bytes at {offset} of {_file.Length}");
    }

    private static InvalidDataException Damaged(string how) => new($"This is no aggregated log, or a damaged one: {how}.");
}
