namespace Hathi.Platform.Archives;

/// <summary>
/// A tar archive on its way to .NET's reader, which takes a member's long name or attributes into memory whatever their length: longer ones are refused here before
/// it does. It reads headers in one piece of a block. Read from front to back only.
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

        var read = archive.ReadAtLeast(buffer, buffer.Length == BlockBytes ? BlockBytes : Math.Min(1, buffer.Length), throwOnEndOfStream: false);
        if (read == BlockBytes && buffer.Length == BlockBytes && WithNames.Contains((char)buffer[TypeAt], StringComparison.Ordinal) && SizeOf(buffer.Slice(SizeAt, SizeBytes)) > MostBytes)
        {
            throw TooLong();
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

    private static IOException TooLong() => new($"The archive has a member whose name or attributes take more than {MostBytes} bytes.");

    // Octal digits, or with its first bit set a number of base 256, which no small one needs.
    private static long SizeOf(ReadOnlySpan<byte> field)
    {
        if ((field[0] & 0x80) != 0)
        {
            return long.MaxValue;
        }

        var size = 0L;
        foreach (var digit in field.Trim(" \0"u8))
        {
            size = (size * 8) + (digit - '0');
        }

        return size;
    }
}
