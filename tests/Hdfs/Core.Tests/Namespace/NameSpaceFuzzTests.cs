using System.Buffers.Binary;
using Hathi.Base;
using Hathi.Base.Cores;
using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.Blocks.Manager;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Edits;
using Hathi.Hdfs.Core.Image;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.NameNode;
using Hathi.Hdfs.Core.Namespace;
using Hathi.Hdfs.Core.Operations;
using Hathi.Hdfs.Core.Options;

namespace Hathi.Hdfs.Core.Tests.Namespace;

/// <summary>
/// Logs and images that do not fit together, or were written by another version: the log's checksums are right, and what is in it is not. A
/// core that takes them has no directory in itself, no file without its blocks, and comes to an end.
/// </summary>
public sealed class NameSpaceFuzzTests
{
    private const int Runs = 700;

    /// <summary>A core begins with tables of this size together, and a frame is believed to have up to 16 MiB.</summary>
    private const long MostAllocated = 64 << 20;

    private static readonly Attributes s_attributes = new("ada", "users", 0x1ED);
    private static readonly StorageInfo s_nameSpace = new(-66, 7, "CID-fuzz", 0);

    [Fact]
    [Fuzzes(typeof(Replayer))]
    public void Records() => new Fuzz
    {
        Of = nameof(Replayer),
        Good = [Record(Small()), Record(Busy())],
        Decode = static bytes =>
        {
            var core = NewCore();
            core.Replay(bytes);
            _ = core.Digest();
        },
        Refusals = [typeof(FormatException)],
        MostAllocated = MostAllocated,
        Runs = Runs,
    }.Run();

    [Fact]
    [Fuzzes(typeof(ImageReader), typeof(ImageFrameReader))]
    public void Images() => new Fuzz
    {
        Of = nameof(ImageReader),
        Good = [Small().Image(), Busy().Image()],
        Decode = static bytes =>
        {
            var core = NewCore();
            var reader = new ImageReader(core);
            reader.Read(bytes);
            reader.Finish();
            _ = core.Digest();
        },
        Refusals = [typeof(FormatException)],
        MostAllocated = MostAllocated,
        Seal = Framed,
        Runs = Runs,
    }.Run();

    [Fact]
    [Fuzzes(typeof(AnswerCodec))]
    public void Answers() => new Fuzz
    {
        Of = nameof(AnswerCodec),
        Good = [.. AnswerBytes.Select(Convert.FromHexString)],
        Decode = static bytes => AnswerCodec.Decode(bytes, new NameInterner()),
        Refusals = [typeof(FormatException)],
    }.Run();

    // Nothing, true, a status, an append to a whole block, an append to block 8 of 9 bytes with stamp 10 at offset 11.
    private const string Status = "02" + "0166" + "05" + "0161" + "0167" + "A403" + "02" + "04" + "03" + "8008" + "07" + "0000";

    private static readonly string[] AnswerBytes = ["00", "01", "02" + Status, "03" + Status, "04" + Status + "08090A0B"];

    [Fact]
    [GoldenBytes(typeof(AnswerCodec), 0)]
    public void Answers_have_these_bytes()
    {
        var status = new FileStatus
        {
            Kind = (FileKind)2, Name = "f"u8.ToArray(), Length = 5, Owner = "a", Group = "g", Mode = 0x1A4, ModificationTime = 1,
            AccessTime = 2, Replication = 3, BlockSize = 1024, InodeId = 7, Children = 0, StoragePolicy = 0, Locations = null,
        };
        var last = new LocatedBlock(new Block(8, 9, 10), 11, false, []);
        object?[] answers = [null, true, status, new AppendResult(null, status), new AppendResult(last, status)];
        var writer = new RecordWriter();
        Assert.Equal(AnswerBytes, answers.Select(a => Convert.ToHexString(AnswerCodec.Encode(writer, a))));
        Assert.Equal(AnswerBytes, AnswerBytes.Select(hex =>
            Convert.ToHexString(AnswerCodec.Encode(writer, AnswerCodec.Decode(Convert.FromHexString(hex), new NameInterner())))));
    }

    /// <summary>Each went past the log's reader as another exception, or went on for ever.</summary>
    [Theory]
    [InlineData(16386, 16387, "below itself")]
    [InlineData(16386, 16386, "below itself")]
    [InlineData(16385, 16386, "the root out of its directory")]
    [InlineData(16386, 16388, "which is a file, for a directory")]
    public void A_rename_that_does_not_fit_is_refused(long id, long parent, string why)
    {
        var core = NewCore();
        core.Replay(Bytes(new DirectoryMade(NameTree.RootId, 16386, "d"u8, s_attributes, 1)));
        core.Replay(Bytes(new DirectoryMade(16386, 16387, "e"u8, s_attributes, 1)));
        core.Replay(Bytes(new FileCreated(NameTree.RootId, 16388, "f"u8, s_attributes, new FileLayout(1024, 1, 0), 1, "c", "m")));
        var refusal = Assert.Throws<FormatException>(() => core.Replay(Bytes(new Renamed(id, parent, "g"u8, 2))));
        Assert.Contains(why, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Edits_of_blocks_that_are_not_there_are_refused()
    {
        var core = NewCore();
        core.Replay(Bytes(new FileCreated(NameTree.RootId, 16386, "f"u8, s_attributes, new FileLayout(1024, 1, 0), 1, "c", "m")));
        Assert.Throws<FormatException>(() => core.Replay(Bytes(new BlockCommitted(16386, 7, 1001))));
        Assert.Throws<FormatException>(() => core.Replay(Bytes(new LastBlockLengthSet(16386, 7))));
        Assert.Throws<FormatException>(() => core.Replay(Bytes(new BlockAbandoned(16386))));
        Assert.Throws<FormatException>(() => core.Replay(Bytes(new FileReopened(16386, "c", null, "m", true, []))));
        Assert.Throws<FormatException>(() => core.Replay(Bytes(new ReplicationSet(NameTree.RootId, 2))));
        Assert.Throws<FormatException>(() => core.Replay(Bytes(new DirectoryMade(NameTree.RootId, 16386, "g"u8, s_attributes, 1))));
        Assert.Throws<FormatException>(() => core.Replay(Bytes(new DirectoryMade(NameTree.RootId, 16387, "f"u8, s_attributes, 1))));
    }

    /// <summary>A name has at least one byte, and its length has 16 bits where it is kept: of a longer one another was left.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(ushort.MaxValue + 1)]
    public void Names_that_nothing_can_have_are_refused(int length)
    {
        var core = NewCore();
        core.Replay(Bytes(new DirectoryMade(NameTree.RootId, 16386, "d"u8, s_attributes, 1)));
        var name = new byte[length];
        Action[] edits =
        [
            () => core.Replay(Bytes(new DirectoryMade(NameTree.RootId, 16387, name, s_attributes, 1))),
            () => core.Replay(Bytes(new FileCreated(NameTree.RootId, 16387, name, s_attributes, new FileLayout(1024, 1, 0), 1, "c", "m"))),
            () => core.Replay(Bytes(new Renamed(16386, NameTree.RootId, name, 2))),
        ];
        Assert.All(edits, edit =>
            Assert.Contains($"a name of {length} bytes", Assert.Throws<FormatException>(edit).Message, StringComparison.Ordinal));
    }

    /// <summary>The table of inodes has no place for two of one id: one of them was found, and both were kept.</summary>
    [Fact]
    public void An_image_with_an_inode_twice_is_refused()
    {
        var writer = new RecordWriter();
        writer.Byte((byte)ImageRecord.Header);
        foreach (var b in ImageFormat.Magic)
        {
            writer.Byte(b);
        }

        writer.Unsigned(ImageFormat.Version);
        writer.Unsigned(16390);
        writer.Unsigned(1L << 30);
        writer.Unsigned(1000);
        writer.Byte((byte)ImageRecord.Attributes);
        writer.Attributes(s_attributes);
        writer.Byte((byte)ImageRecord.Root);
        Inode(writer);
        foreach (var name in (string[])["a", "b"])
        {
            writer.Byte((byte)ImageRecord.Directory);
            writer.Unsigned(16386);
            writer.Text(name);
            Inode(writer);
            writer.Byte((byte)ImageRecord.EndOfDirectory);
        }

        var records = writer.Take().ToArray();
        var refusal = Assert.Throws<FormatException>(() => new ImageReader(NewCore()).Read(Framed([0, 0, 0, 0, .. records])));
        Assert.Contains("an impossible inode id 16386", refusal.Message, StringComparison.Ordinal);
    }

    // Its times and which attributes it has.
    private static void Inode(RecordWriter writer)
    {
        writer.Signed(0);
        writer.Signed(0);
        writer.Unsigned(0);
    }

    private static NameNodeCore NewCore() => new(Cluster.DefaultOptions, static owner =>
    {
        var manager = new BlockManager(new BlockManagerOptions(), s_nameSpace, owner, new SeededRandom(1));
        return new BlockSide(manager, manager, manager);
    });

    private static byte[] Bytes<TEdit>(TEdit edit)
        where TEdit : IEdit<NameSpace>, allows ref struct
    {
        var writer = new RecordWriter();
        edit.Write(writer);
        return writer.Take().ToArray();
    }

    // All records of a log as one, which may have any number of edits.
    private static byte[] Record(Cluster cluster) => [.. cluster.Log.SelectMany(static r => r)];

    private static Cluster Small()
    {
        var cluster = new Cluster();
        cluster.Mkdirs("/d");
        cluster.Write("/d/f", Cluster.Root, 100);
        cluster.Create("/d/open", client: "writer");
        cluster.AddBlock("/d/open", client: "writer");
        return cluster;
    }

    private static Cluster Busy()
    {
        var cluster = Small();
        cluster.Mkdirs("/d/e/f");
        cluster.Write("/d/e/g", Cluster.Root, 100, 200, 300);
        cluster.Chmod("/d/e/g", 0x180);
        cluster.Rename("/d/e", "/h");
        cluster.Delete("/d/f");
        return cluster;
    }

    // The length of the first frame fits what is there: the images here have one.
    private static byte[] Framed(byte[] bytes)
    {
        if (bytes.Length > sizeof(int))
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes, bytes.Length - sizeof(int));
        }

        return bytes;
    }
}
