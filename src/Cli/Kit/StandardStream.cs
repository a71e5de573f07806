using Hathi.Base;
using Hathi.Platform.Native;

namespace Hathi.Cli.Kit;

/// <summary>
/// Standard output or error as bytes. .NET's own console stream swallows the error of a closed pipe, so that `cat … | head` would read a
/// whole file for nobody; here the write fails with <see cref="IOException"/>. Used by one thread at a time.
/// </summary>
internal sealed class StandardStream(int descriptor) : Stream
{
    private const int WaitMilliseconds = 1000;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The stream for a descriptor: 1 or 2.</summary>
    public static Stream Open(int descriptor) =>
        OperatingSystem.IsWindows()
            ? descriptor == 1 ? Console.OpenStandardOutput() : Console.OpenStandardError()
            : new StandardStream(descriptor);

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            var written = WriteOnce(buffer);
            buffer = buffer[written..];
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private int WriteOnce(ReadOnlySpan<byte> buffer)
    {
        while (true)
        {
            var written = FileCalls.Write(descriptor, buffer);
            if (written >= 0)
            {
                return (int)written;
            }

            if (-written != ErrorNumber.TryAgain)
            {
                throw new EnvironmentException("Unable to write to output stream.");
            }

            // The other end made the pipe non-blocking: wait until it takes more. Where that fails the next write says so.
            _ = SocketCalls.Poll([new PollEntry { Descriptor = descriptor, Events = PollEntry.Out }], WaitMilliseconds);
        }
    }
}
