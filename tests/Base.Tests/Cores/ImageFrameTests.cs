using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Hathi.Base.Cores;

namespace Hathi.Base.Tests.Cores;

public sealed class ImageFrameTests
{
    private const int Longest = 1_000;

    [Fact]
    public void Frames_are_the_same_however_their_bytes_are_cut()
    {
        string[] frames = ["a", new string('b', Longest), "cc", new string('d', 300)];
        var bytes = Written(frames);
        for (var piece = 1; piece <= bytes.Length; piece++)
        {
            var read = new List<string>();
            var reader = Reader(read);
            for (var at = 0; at < bytes.Length; at += piece)
            {
                reader.Read(bytes.AsSpan(at, Math.Min(piece, bytes.Length - at)));
            }

            Assert.Equal(frames, read);
            Assert.True(reader.IsAtEnd);
        }
    }

    [Fact]
    public void Wherever_an_image_is_cut_it_is_not_at_its_end_unless_a_frame_is()
    {
        var bytes = Written("ab", "cde");
        int[] ends = [0, 4 + 2, 4 + 2 + 4 + 3];
        for (var length = 0; length <= bytes.Length; length++)
        {
            var reader = Reader([]);
            reader.Read(bytes.AsSpan(0, length));
            Assert.Equal(ends.Contains(length), reader.IsAtEnd);
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(Longest + 1)]
    [InlineData(int.MinValue)]
    public void A_length_that_no_frame_has_is_damage(int length)
    {
        var bytes = new byte[100];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, length);
        var fault = Assert.Throws<FormatException>(() => Reader([]).Read(bytes));
        Assert.Contains($"has a frame of {length} bytes", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_frame_that_could_not_be_read_again_is_not_written()
    {
        var writer = new ImageFrameWriter(Longest, "a test");
        writer.Records.Bytes(new byte[Longest]);
        Assert.Throws<InvalidOperationException>(() => writer.Flush(new ArrayBufferWriter<byte>()));
    }

    private static ImageFrameReader Reader(List<string> read) =>
        new(Longest, frame => read.Add(Encoding.ASCII.GetString(frame)), static how => new FormatException($"The image {how}."));

    private static byte[] Written(params string[] frames)
    {
        var writer = new ImageFrameWriter(Longest, "a test");
        var sink = new ArrayBufferWriter<byte>();
        foreach (var frame in frames)
        {
            foreach (var b in Encoding.ASCII.GetBytes(frame))
            {
                writer.Records.Byte(b);
            }

            writer.Flush(sink);
        }

        return sink.WrittenSpan.ToArray();
    }
}
