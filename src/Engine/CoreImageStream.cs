using System.Buffers;

namespace Hathi.Engine;

/// <summary>Images, which Cores write and read a piece at a time, to and from streams.</summary>
public static class CoreImageStream
{
    private const int BufferBytes = 256 * 1024;

    /// <summary>Writes a piece at a time.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="writeNext">Writes the next piece; false: that was the last.</param>
    public static void Write(Stream stream, Func<IBufferWriter<byte>, bool> writeNext)
    {
        var buffer = new ArrayBufferWriter<byte>(BufferBytes);
        bool more;
        do
        {
            more = writeNext(buffer);
            stream.Write(buffer.WrittenSpan);
            buffer.ResetWrittenCount();
        }
        while (more);
    }

    /// <summary>Reads a piece at a time.</summary>
    /// <param name="stream">Where from.</param>
    /// <param name="take">Takes bytes off the front and says how many; it is given the rest again, with what follows.</param>
    /// <exception cref="FormatException">Bytes are left that nobody takes.</exception>
    public static void Read(Stream stream, Take take)
    {
        var buffer = new byte[BufferBytes];
        var held = 0;
        while (true)
        {
            var read = stream.Read(buffer.AsSpan(held));
            if (read == 0)
            {
                break;
            }

            held += read;
            var taken = take(buffer.AsSpan(0, held));
            held -= taken;
            buffer.AsSpan(taken, held).CopyTo(buffer);
            if (held == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2); // a single piece is longer than that
            }
        }

        if (held > 0)
        {
            throw new FormatException($"The image ends in the middle of a piece: {held} bytes are left over.");
        }
    }

    /// <summary>Takes bytes off the front.</summary>
    /// <returns>How many.</returns>
    public delegate int Take(ReadOnlySpan<byte> bytes);
}
