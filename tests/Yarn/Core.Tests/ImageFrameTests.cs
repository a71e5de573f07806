using System.Buffers;
using System.Buffers.Binary;
using Hathi.Yarn.Core.Image;
using Hathi.Yarn.Core.Operations;
using Hathi.Yarn.Core.Options;
using Hathi.Yarn.Core.ResourceManager;

namespace Hathi.Yarn.Core.Tests;

public sealed class ImageFrameTests
{
    private const int Largest = 4 * 1024 * 1024;
    private readonly Cluster _cluster = new(new RmOptions());

    /// <summary>
    /// Whatever many secrets, nodes, applications and attempts there are: a frame holds what came before the edit that
    /// fills it, and that one.
    /// </summary>
    [Fact]
    public void No_frame_holds_more_than_one_large_edit_and_what_is_written_is_read_again()
    {
        var large = new string('x', Largest);
        for (var i = 0; i < 4; i++)
        {
            _cluster.Ask(new KeepSecretRequest { Name = $"key{i}", Bytes = new byte[Largest] });
            _cluster.AddNode(i, 8192);
            _cluster.Submit(change: s => s with { Name = large, Payload = new byte[Largest] });
        }

        var writer = new ImageWriter(_cluster.Core);
        var image = new ArrayBufferWriter<byte>();
        while (writer.WriteNext(image))
        {
            // piece by piece
        }

        for (var at = 0; at < image.WrittenCount;)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(image.WrittenSpan[at..]);
            Assert.InRange(length, 1, (2 * Largest) + (2 * ImageFormat.FrameBytes));
            at += 4 + length;
        }

        var read = new ResourceManagerCore(new RmOptions());
        var reader = new ImageReader(read);
        reader.Read(image.WrittenSpan);
        reader.Finish();
        Assert.Equal(4, read.Secrets.Count);
    }
}
