using Hathi.Cli.Dfs.Kit;
using Hathi.Hdfs.Client;
using Hathi.MapReduce;
using Hathi.Records.Compression;
using Hathi.Records.Sequence;

namespace Hathi.Cli.Dfs.Verbs;

/// <summary><c>-text</c>: files to standard output, unpacked where they are packed.</summary>
internal sealed class TextVerb : Cat
{
    private const int MagicLength = 3;

    public override string Name => "text";

    public override string Help =>
        """
        Prints files as text: gzip (known by its first bytes), bzip2 (.bz2), zlib (.deflate) and snappy (.snappy) are unpacked;
        of sequence files each record is a line, key TAB value.
          -ignoreCrc  do not verify checksums
        Not there yet: Avro, .lz4, .zst.
        """;

    protected override async ValueTask<Stream> OpenAsync(PathItem item)
    {
        var stream = await item.FileSystem.OpenReadAsync(item.Path, VerifyChecksums, Cancellation).ConfigureAwait(false);
        try
        {
            var magic = new byte[MagicLength];
            var count = await stream.ReadAtLeastAsync(magic, MagicLength, throwOnEndOfStream: false, Cancellation).ConfigureAwait(false);
            stream.Position = 0;
            return Unpack(item, stream, magic.AsSpan(0, count));
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static Stream Unpack(PathItem item, FileReadStream stream, ReadOnlySpan<byte> magic)
    {
        if (magic.Length < 2)
        {
            return stream;
        }

        if (magic.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b]))
        {
            return new UnpackedFile(CompressionCodec.Gzip.Unpack(stream, item.Text), stream);
        }

        if (magic.SequenceEqual("SEQ"u8))
        {
            return new UnpackedFile(OpenSequence(item, stream), stream);
        }

        if (magic.SequenceEqual("Obj"u8))
        {
            throw PathException.With(item.Text, "Avro files cannot be shown as text yet; -cat prints the bytes as they are");
        }

        try
        {
            return CompressionCodec.ForPath(item.Name) is { } codec ? new UnpackedFile(codec.Unpack(stream, item.Text), stream) : stream;
        }
        catch (InvalidInputException)
        {
            throw PathException.With(item.Text, "This compression cannot be unpacked yet; -cat prints the bytes as they are");
        }
    }

    private static SequenceText OpenSequence(PathItem item, FileReadStream stream)
    {
        try
        {
            return new SequenceText(stream, stream.Length, item.Text);
        }
        catch (InvalidDataException e)
        {
            throw PathException.With(item.Text, e.Message);
        }
    }

    /// <summary>Unpacked bytes; closing it closes the file as well.</summary>
    private sealed class UnpackedFile(Stream unpacked, Stream file) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer) => unpacked.Read(buffer);

        public override int Read(byte[] buffer, int offset, int count) => unpacked.Read(buffer, offset, count);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
            cancellationToken.IsCancellationRequested
                ? ValueTask.FromCanceled<int>(cancellationToken)
                : ValueTask.FromResult(unpacked.Read(buffer.Span));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override async ValueTask DisposeAsync()
        {
            await unpacked.DisposeAsync().ConfigureAwait(false);
            await file.DisposeAsync().ConfigureAwait(false);
            await base.DisposeAsync().ConfigureAwait(false);
        }
    }
}
