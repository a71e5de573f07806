using System.Buffers.Binary;
using Hathi.Hdfs.Core.Image;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Operations;
using Hathi.Hdfs.Core.Options;

namespace Hathi.Hdfs.Core.Tests.Namespace;

/// <summary>
/// What requests may hold at most, in every field of every record: it is written and read again, from the log and from an image.
/// </summary>
public sealed class LargestValueTests
{
    private const long LargestBlock = 1L << 48;
    private static readonly string s_user = new('u', 256);
    private static readonly string s_group = new('g', 256);
    private static readonly string s_client = new('\u20ac', 1_024);
    private static readonly string s_address = new('f', 45);
    private static readonly NameNodeOptions s_options = Cluster.DefaultOptions with
    {
        MaxComponentLength = 0, MaxBlocksPerFile = 16_384, MaxDirectoryItems = 1 << 20, MaxReplication = short.MaxValue,
    };

    private readonly Cluster _cluster = new(s_options);
    private readonly Caller _caller = new(s_user, [s_group], s_address);

    [Fact]
    public void The_longest_names_texts_and_numbers()
    {
        var name = "/" + new string('\u20ac', 7_999 / 3);
        _cluster.Mkdirs("/", mode: 0x3FF);
        _cluster.Ask(new SetPermissionRequest { Caller = Cluster.Root, Path = "/", Mode = 0x3FF });
        _cluster.Mkdirs(name, _caller, mode: 0x3FF);
        _cluster.Create(name + name, _caller, client: s_client, replication: short.MaxValue, blockSize: LargestBlock);
        _cluster.Ask(new SetOwnerRequest { Caller = Cluster.Root, Path = name, Owner = s_user, Group = s_group });
        foreach (var time in new[] { 0, long.MaxValue })
        {
            _cluster.Ask(
                new SetTimesRequest { Caller = Cluster.Root, Path = name, ModificationTime = time, AccessTime = long.MaxValue - time });
        }

        var deep = string.Concat(Enumerable.Repeat("/" + new string('d', 7), 1_000));
        _cluster.Mkdirs(deep, _caller);
        _cluster.Rename(name, "/" + new string('n', 7_999), _caller);
        Check();
    }

    [Fact]
    public void The_largest_blocks_and_the_most_of_them()
    {
        _cluster.Create("/f", client: s_client, replication: short.MaxValue, blockSize: LargestBlock);
        Block? last = null;
        for (var i = 0; i < s_options.MaxBlocksPerFile; i++)
        {
            last = _cluster.AddBlock("/f", last, s_client).Block with { Length = LargestBlock };
        }

        _cluster.Ask(
            new FsyncRequest { Caller = Cluster.Root, Path = "/f", ClientName = s_client, FileId = 0, LastBlockLength = LargestBlock });
        Check();
        Assert.True(_cluster.Complete("/f", last, s_client));
        Check();
    }

    [Fact]
    public void More_answers_with_long_owners_than_fit_in_a_frame()
    {
        _cluster.Mkdirs("/d", mode: 0x3FF);
        for (var i = 0; i < s_options.RetryCacheEntries; i++)
        {
            _cluster.Create("/d/f", _caller, CreateFlags.Create | CreateFlags.Overwrite, s_client);
        }

        Check();
    }

    [Fact]
    public void More_owners_and_layouts_than_fit_in_a_frame()
    {
        _cluster.Mkdirs("/d");
        for (var i = 0; i < 40_000; i++)
        {
            _cluster.Ask(new SetOwnerRequest { Caller = Cluster.Root, Path = "/d", Owner = $"{i:D6}{s_user[6..]}", Group = s_group });
        }

        for (var i = 0; i < 5_000; i++)
        {
            _cluster.Create("/d/f", flags: CreateFlags.Create | CreateFlags.Overwrite, blockSize: LargestBlock - i);
        }

        Check();
    }

    [Fact]
    public void Owners_that_nobody_has_any_more_are_not_taken_over_from_an_image()
    {
        _cluster.Mkdirs("/d");
        for (var i = 0; i < 1_000; i++)
        {
            _cluster.Ask(new SetOwnerRequest { Caller = Cluster.Root, Path = "/d", Owner = $"{i:D6}{s_user[6..]}", Group = s_group });
        }

        var copy = _cluster.Copied(1 << 20);
        Assert.Equal(_cluster.Core.Digest(), copy.Core.Digest());
        Assert.InRange(copy.Image().Length, 1, 10_000);
    }

    [Fact]
    public void A_writer_of_every_open_file_with_the_longest_name()
    {
        for (var i = 0; i < 10_000; i++)
        {
            _cluster.Create($"/d/{i}", client: $"{i:D6}{s_client[6..]}");
        }

        Check();
    }

    // The same state from the log, from an image, and from the image of what read it; no frame of it is longer than the format says.
    private void Check()
    {
        var digest = _cluster.Core.Digest();
        Assert.Equal(digest, _cluster.Restarted().Core.Digest());
        var copy = _cluster.Copied(1 << 20);
        Assert.Equal(digest, copy.Core.Digest());
        Assert.Equal(digest, copy.Copied(1 << 20).Core.Digest());
        var image = _cluster.Image();
        for (var at = 0; at < image.Length;)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(image.AsSpan(at));
            Assert.InRange(length, 1, ImageFormat.FrameBytes + (1 << 20));
            at += 4 + length;
        }
    }
}
