using System.Buffers;
using System.Buffers.Binary;
using Hathi.Architecture.Tests;
using Hathi.Base;
using Hathi.Ring.Core.Schema.Changing;
using Hathi.Ring.Core.Schema.Edits;
using Hathi.Ring.Core.Schema.Image;

namespace Hathi.Ring.Core.Tests.Schema;

/// <summary>The bytes of edits and images, kept forever, and what becomes of others.</summary>
public sealed class SchemaBytesTests
{
    /// <summary>What makes a schema with one of everything; each line's edits in their order.</summary>
    private static readonly string[] s_statements =
    [
        "CREATE KEYSPACE ks WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 3}",
        "CREATE TYPE ks.u (a int, l list<text>)",
        "CREATE TABLE ks.t (k int, c text, s counter static, v counter, PRIMARY KEY (k, c)) WITH CLUSTERING ORDER BY (c DESC) "
            + "AND id = 5a1c395e-b41f-11e5-9f22-ba0be0483c18",
        "CREATE TABLE ks.o (k int PRIMARY KEY, l list<int>, m map<int, frozen<u>>, s set<vector<float, 3>>, t tuple<int, text>, x int) "
            + "WITH id = 5a1c395e-b41f-11e5-9f22-ba0be0483c19 AND additional_write_policy = 'ALWAYS' AND allow_auto_snapshot = false "
            + "AND bloom_filter_fp_chance = 0.5 AND caching = {'keys': 'ALL', 'rows_per_partition': 1} AND cdc = true AND comment = 'c' "
            + "AND compaction = {'class': 'UnifiedCompactionStrategy'} AND compression = {} AND crc_check_chance = 0.5 "
            + "AND default_time_to_live = 1 AND gc_grace_seconds = 2 AND incremental_backups = false AND max_index_interval = 300 "
            + "AND memtable_flush_period_in_ms = 4 AND min_index_interval = 5 AND read_repair = 'NONE' AND speculative_retry = '1ms'",
        "ALTER TABLE ks.o DROP x USING TIMESTAMP 1000",
        "DROP TABLE ks.t",
        "CREATE TYPE ks.gone (a int)",
        "DROP TYPE ks.gone",
        "CREATE KEYSPACE gone WITH replication = {'class': 'NetworkTopologyStrategy', 'datacenter1': 1} AND durable_writes = false",
        "DROP KEYSPACE gone",
    ];

    private static string[] Golden => File.ReadAllLines(Path.Join(Repository.Root, "tests/Ring/Core.Tests/Schema/edits-1.txt"));

    /// <summary>The file holds the record of each statement, then an edit of an image, then the image.</summary>
    [Fact]
    [GoldenBytes(typeof(EditKind), 0)]
    public void Every_edit_is_written_so_for_ever()
    {
        var world = new World();
        foreach (var statement in s_statements)
        {
            world.Do(statement);
        }

        Assert.Equal(Golden[..^2], world.Log.Select(Convert.ToHexString));
        Assert.Equal(Golden[^2], Hex(w => new EpochReached(10).Write(w)));
        var kinds = Golden[..^1].Select(static line => (EditKind)Convert.FromHexString(line)[0]);
        Assert.Equal(Enum.GetValues<EditKind>(), kinds.Distinct().Order());
    }

    [Fact]
    public void Every_edit_is_read_and_means_the_same()
    {
        var world = new World();
        var read = World.New();
        foreach (var (statement, record) in s_statements.Zip(Golden))
        {
            world.Do(statement);
            read.Replay(Convert.FromHexString(record));
            Assert.Equal(world.Schema.Version, read.Schema.Version);
        }

        Assert.Equal(s_statements.Length, read.Epoch);
    }

    [Fact]
    [GoldenBytes(typeof(ImageFormat), 1)]
    public void An_image_is_read_and_written_again()
    {
        var read = Read(Convert.FromHexString(Golden[^1]));
        Assert.Equal(s_statements.Length, read.Epoch);
        Assert.Equal("ks.o", read.Schema.FindTable(Guid.Parse("5a1c395e-b41f-11e5-9f22-ba0be0483c19"))?.ToString());
        Assert.Equal(Golden[^1], Convert.ToHexString(Written(read)));
    }

    [Fact]
    [Fuzzes(typeof(SchemaImageReader))]
    public void Images() => new Fuzz
    {
        Of = nameof(SchemaImageReader),
        Good = [Convert.FromHexString(Golden[^1])],
        Decode = static bytes => Read(bytes),
        Refusals = [typeof(FormatException)],
        Seal = Framed,
    }.Run();

    /// <summary>Where all before it is there: else nearly none would be taken.</summary>
    [Fact]
    [Fuzzes(typeof(EditFields), typeof(OptionFields), typeof(KeyspaceSet), typeof(KeyspaceDropped), typeof(TypeSet))]
    [Fuzzes(typeof(TypeDropped), typeof(TableSet), typeof(TableDropped), typeof(EpochReached), typeof(Replayer))]
    public void Edits()
    {
        var golden = Golden[..^1].Select(Convert.FromHexString).ToArray();
        new Fuzz
        {
            Of = nameof(Replayer),
            Good = [.. golden[..5], golden[^1]],
            Decode = bytes =>
            {
                var core = World.New();
                foreach (var record in golden[..3])
                {
                    core.Replay(record);
                }

                core.Replay(bytes);
                _ = core.Schema.Version;
            },
            Refusals = [typeof(FormatException)],
        }.Run();
    }

    [Fact]
    public void A_schema_that_serves_is_not_replayed_into() =>
        Assert.Throws<InvalidOperationException>(() => new World().Core.Replay(Convert.FromHexString(Golden[0])));

    internal static SchemaCore Read(byte[] image)
    {
        var core = World.New();
        var reader = new SchemaImageReader(core);
        reader.Read(image);
        reader.Finish();
        return core;
    }

    internal static byte[] Written(SchemaCore core)
    {
        var (writer, image) = (new SchemaImageWriter(core), new ArrayBufferWriter<byte>());
        while (writer.WriteNext(image))
        {
            // a frame at a time
        }

        return image.WrittenSpan.ToArray();
    }

    private static string Hex(Action<RecordWriter> write)
    {
        var writer = new RecordWriter();
        write(writer);
        return Convert.ToHexString(writer.Take().Span);
    }

    // Each frame as long as what stands in it: the first two as they were, the rest in one.
    private static byte[] Framed(byte[] bytes)
    {
        var image = Convert.FromHexString(Golden[^1]);
        var head = 4 + BinaryPrimitives.ReadInt32LittleEndian(image);
        if (bytes.Length < head + 4)
        {
            return bytes;
        }

        var end = image.AsSpan(image.Length - 7);
        var middle = bytes.AsSpan(head + 4, Math.Max(0, bytes.Length - head - 4 - end.Length)).ToArray();
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, middle.Length);
        return [.. image.AsSpan(0, head), .. length, .. middle, .. end];
    }
}
