using System.Buffers;
using System.Buffers.Binary;

namespace Hathi.Base.Cores;

/// <summary>Writes the frames of an image: see <see cref="ImageFrameReader"/>.</summary>
/// <param name="maxFrameBytes">No frame may be longer.</param>
/// <param name="of">Whose image it is, for the message of an error: "the name space".</param>
public sealed class ImageFrameWriter(int maxFrameBytes, string of)
{
    /// <summary>What the next frame holds.</summary>
    public RecordWriter Records { get; } = new();

    /// <summary>Writes the frame.</summary>
    /// <exception cref="InvalidOperationException">It is too long to be read again: a mistake of ours, for what is accepted can be
    /// written.</exception>
    public void Flush(IBufferWriter<byte> sink)
    {
        var frame = Records.Take();
        if (frame.Length > maxFrameBytes)
        {
            throw new InvalidOperationException(
                $"A record of {of}'s image has {frame.Length} bytes; no more than {maxFrameBytes} can be read again.");
        }

        BinaryPrimitives.WriteInt32LittleEndian(sink.GetSpan(4), frame.Length);
        sink.Advance(4);
        sink.Write(frame.Span);
    }
}
