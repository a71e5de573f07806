using Hathi.Hdfs.Core.Image;

namespace Hathi.Hdfs.Core.Tests.Namespace;

public class ImageTests
{
    // A directory, a closed file of one block, an open file and the answer to its create: every kind of record.
    private const string Golden =
        "37 01 00 00 01 48 41 54 48 49 49 4D 47 01 84 80 01 82 80 80 80 04 EA 07 02 04 72 6F 6F 74 0A 73 75 70 65 72 67 72 6F 75 "
        + "70 ED 03 02 04 72 6F 6F 74 0A 73 75 70 65 72 67 72 6F 75 70 A4 03 03 80 08 03 00 04 80 A0 AB FE F9 62 FF 9F AB FE F9 62 "
        + "00 05 82 80 01 01 64 80 A0 AB FE F9 62 FF 9F AB FE F9 62 00 06 83 80 01 01 66 80 A0 AB FE F9 62 00 01 00 01 81 80 80 80 "
        + "04 64 E9 07 06 84 80 01 04 6F 70 65 6E 80 A0 AB FE F9 62 00 01 00 01 82 80 80 80 04 00 EA 07 07 06 77 72 69 74 65 72 0B "
        + "31 32 37 2E 37 37 2E 31 34 2E 31 01 00 00 08 08 09 01 00 00 00 00 00 00 00 02 00 00 00 00 00 00 00 01 80 BF F4 FE F9 62 "
        + "2A 02 02 00 00 04 72 6F 6F 74 0A 73 75 70 65 72 67 72 6F 75 70 A4 03 80 A0 AB FE F9 62 80 A0 AB FE F9 62 03 80 08 83 80 "
        + "01 00 00 09 01 00 00 00 00 00 00 00 02 00 00 00 00 00 00 00 02 80 BF F4 FE F9 62 2A 02 02 00 00 04 72 6F 6F 74 0A 73 75 "
        + "70 65 72 67 72 6F 75 70 A4 03 80 A0 AB FE F9 62 80 A0 AB FE F9 62 03 80 08 84 80 01 00 00 0A 02 02 01 02";

    [Fact]
    [GoldenBytes(typeof(ImageFormat), 1)]
    public void The_bytes_of_an_image_stay() => Assert.Equal(Golden, Hex(Small().Image()));

    [Fact]
    public void An_image_gives_back_what_was_there()
    {
        var cluster = Small();
        var image = cluster.Image();
        for (var piece = 1; piece < 40; piece++)
        {
            var copy = cluster.Copied(piece);
            Assert.Equal(cluster.Core.Digest(), copy.Core.Digest());
            Assert.Equal(image, copy.Image());
        }
    }

    [Fact]
    public void An_image_that_was_cut_is_noticed()
    {
        var image = Small().Image();
        for (var length = 0; length < image.Length; length++)
        {
            Assert.Throws<FormatException>(() => Read(image.AsSpan(0, length)));
        }

        Assert.Throws<FormatException>(() => Read([.. image, 1]));
        Assert.Throws<FormatException>(() => Read([.. image, 1, 0, 0, 0, 1]));
    }

    [Fact]
    public void An_image_of_another_version_or_something_else_is_refused()
    {
        var image = Small().Image();
        image[13]++;
        Assert.Contains(
            "has version 2, this program reads version 1",
            Assert.Throws<FormatException>(() => Read(image)).Message,
            StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => Read("This is a text and no image of anything."u8));
        Assert.Throws<FormatException>(() => Read(new byte[100]));
    }

    [Fact]
    public void No_damaged_byte_does_harm()
    {
        var image = Small().Image();
        for (var at = 0; at < image.Length; at++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                image[at] ^= (byte)(1 << bit);
                var failure = Record.Exception(() => Read(image));
                Assert.True(failure is null or FormatException, $"byte {at}, bit {bit}: {failure}");
                image[at] ^= (byte)(1 << bit);
            }
        }
    }

    [Fact]
    public void An_image_is_read_into_an_empty_core_only() => Assert.Throws<InvalidOperationException>(() => new ImageReader(Small().Core));

    /// <summary>Not even when what it followed has changed nothing: that is behind an image which it has not read.</summary>
    [Fact]
    public void An_image_is_not_read_into_a_core_that_follows()
    {
        var core = Cluster.NotStarted().Core;
        core.Replay([]);
        Assert.Throws<InvalidOperationException>(() => new ImageReader(core));
    }

    [Fact]
    public void A_file_of_many_blocks_fits()
    {
        var cluster = new Cluster();
        cluster.Write("/big", null, Enumerable.Repeat(1024L, 3000).ToArray());
        var copy = cluster.Copied(100_000);
        Assert.Equal(3000 * 1024, copy.Stat("/big")!.Length);
        Assert.Equal(3000, copy.Locations("/big").Blocks.Count);
        Assert.Equal(cluster.Core.Digest(), cluster.Restarted().Core.Digest());
        Assert.Equal(cluster.Core.Digest(), copy.Core.Digest());
    }

    private static Cluster Small()
    {
        var cluster = new Cluster();
        cluster.Mkdirs("/d");
        cluster.Write("/d/f", Cluster.Root, 100);
        cluster.Create("/d/open", client: "writer");
        cluster.AddBlock("/d/open", client: "writer");
        return cluster;
    }

    private static void Read(ReadOnlySpan<byte> image)
    {
        var reader = new ImageReader(Cluster.NotStarted().Core);
        reader.Read(image);
        reader.Finish();
    }

    private static string Hex(byte[] bytes) => BitConverter.ToString(bytes).Replace('-', ' ');
}
