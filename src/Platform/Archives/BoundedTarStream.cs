namespace Hathi.Platform.Archives;

/// <summary>
/// A tar archive on its way to .NET's reader, which takes a member's long name or attributes into memory whatever their length: longer ones
/// are refused here before it does. It reads headers in one piece of a block. Read from front to back only.
/// </summary>
/// <param name="archive">Stays the caller's.</param>
internal sealed class BoundedTarStream(Stream archive) : Stream
{
    /// <summary>A name has 4 KiB at most; extended attributes, which are not kept, have 64 KiB each on most file systems.</summary>
    internal const int MostBytes = 1 << 20;

    // pax(1), "ustar Interchange Format".
    private const int BlockBytes = 512;
    private const int SizeAt = 124;
    private const int SizeBytes = 12;
    private const int TypeAt = 156;

    // Names and link targets of GNU tar; attributes of a member, and of all that follow, of pax.
    private const string WithNames = "LKxg";

    private long _body;

    /// <summary>A member's content is read, of which nothing is a header.</summary>
    internal bool IsInContent { get; set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.Length > MostBytes)
        {
            throw TooLong();
        }

        var isHeader = buffer.Length == BlockBytes && !IsInContent && _body == 0;
        var read = archive.ReadAtLeast(buffer, isHeader ? BlockBytes : Math.Min(1, buffer.Length), throwOnEndOfStream: false);
        _body -= Math.Min(_body, IsInContent ? 0 : read);
        if (isHeader && read == BlockBytes && WithNames.Contains((char)buffer[TypeAt], StringComparison.Ordinal))
        {
            var size = SizeOf(buffer.Slice(SizeAt, SizeBytes));
            _body = size <= MostBytes ? Math.Max(0, size) : throw TooLong();
        }

        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private static ArchiveException TooLong() =>
        new($"The archive has a member whose name or attributes take more than {MostBytes} bytes.", null);

    // Octal digits; whatever else stands there (also a number of base 256, which no small one needs) may be read otherwise by
    // others, and is too long.
    private static long SizeOf(ReadOnlySpan<byte> field)
    {
        var size = 0L;
        foreach (var digit in field.TrimEnd(" \0"u8).TrimStart((byte)' '))
        {
            if (digit is < (byte)'0' or > (byte)'7')
            {
                return long.MaxValue;
            }

            size = (size * 8) + (digit - '0');
        }

        return size;
    }
}
