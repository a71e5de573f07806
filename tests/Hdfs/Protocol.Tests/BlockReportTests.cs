using System.Security.Cryptography;
using Google.Protobuf;
using Hathi.Base;
using Hathi.Hdfs.Protocol.BlockReports;
using Hathi.Hdfs.Protocol.Datanode;

namespace Hathi.Hdfs.Protocol.Tests;

public class BlockReportTests
{
    private static readonly DatanodeStorageProto Storage = new() { StorageUuid = "DS-1" };

    private static readonly ReportedReplica[] Five =
    [
        new(1073741825, 134217728, 1001, ReplicaStateProto.Finalized),
        new(1073741826, 0, 1002, ReplicaStateProto.Rbw),
        new(-9223372036854775792, 1, 3, ReplicaStateProto.Finalized),
        new(5, 99, 7, ReplicaStateProto.Rwr),
        new(6, (1L << 47) + 5, long.MaxValue, ReplicaStateProto.Temporary),
    ];

    /// <summary>The same five as BlockListAsLongs.getBlockListAsLongs gave them.</summary>
    private static readonly long[] FiveAsLongs =
    [
        2, 3, 1073741825, 134217728, 1001, -9223372036854775792, 1, 3, -1, -1, -1, 1073741826, 0, 1002, 1, 5, 99, 7, 2, 6,
        140737488355333, 9223372036854775807, 4,
    ];

    [Fact]
    public void Reads_and_writes_the_bytes_of_hadoop()
    {
        var report = Write(Five);
        Assert.Equal(5UL, report.NumberOfBlocks);
        Assert.Equal(Golden.Bytes("blocklist"), Assert.Single(report.BlocksBuffers).ToByteArray());
        Assert.Equal(Five, Read(report));
    }

    [Fact]
    public void Buffers_are_cut_as_hadoop_cuts_them()
    {
        var many = Enumerable.Range(0, 9000).Select(i => new ReportedReplica(
            1073741825L + (i * 3), i * 7919L % 134217728L, 1000 + i,
            i % 100 == 0 ? ReplicaStateProto.Rbw : ReplicaStateProto.Finalized)).ToArray();
        var report = Write(many);
        var summary = report.BlocksBuffers.Select(b => $"{b.Length}:{Convert.ToHexStringLower(MD5.HashData(b.Span))}");
        Assert.Equal(Golden.Text("blocklist-many"), string.Join(' ', summary));
        Assert.Equal(many, Read(report));
    }

    [Fact]
    public void An_empty_report_has_one_empty_buffer()
    {
        var report = Write([]);
        Assert.Equal(0, Assert.Single(report.BlocksBuffers).Length);
        Assert.Empty(Read(report));
        Assert.Empty(Read(new StorageBlockReportProto { Storage = Storage }));
    }

    [Fact]
    public void Reads_the_list_of_longs_of_old_datanodes()
    {
        var report = new StorageBlockReportProto { Storage = Storage, Blocks = { FiveAsLongs.Select(l => (ulong)l) } };
        Assert.Equal(Five.OrderBy(r => r.State != ReplicaStateProto.Finalized), Read(report));
    }

    [Fact]
    public void Any_cut_of_the_buffers_reads_the_same()
    {
        var bytes = Golden.Bytes("blocklist");
        var random = new SeededRandom(7);
        for (var i = 0; i < 300; i++)
        {
            var report = new StorageBlockReportProto { Storage = Storage, NumberOfBlocks = 5 };
            for (var at = 0; at < bytes.Length;)
            {
                var length = Math.Min(random.Next(6), bytes.Length - at);
                report.BlocksBuffers.Add(ByteString.CopyFrom(bytes, at, length));
                at += length;
            }

            Assert.Equal(Five, Read(report));
        }
    }

    [Fact]
    public void A_report_that_lies_is_refused()
    {
        var bytes = ByteString.CopyFrom(Golden.Bytes("blocklist"));
        Assert.Throws<MalformedMessageException>(() => Read(new() { NumberOfBlocks = ulong.MaxValue, BlocksBuffers = { bytes } }));
        Assert.Throws<MalformedMessageException>(() => Read(new() { NumberOfBlocks = 6, BlocksBuffers = { bytes } }));
        Assert.Throws<MalformedMessageException>(
            () => Read(new() { NumberOfBlocks = 1, BlocksBuffers = { ByteString.CopyFrom(0, 0, 0, 9) } }));
        Assert.Throws<MalformedMessageException>(() => Read(new() { Blocks = { 1 } }));
        Assert.Throws<MalformedMessageException>(() => Read(new() { Blocks = { int.MaxValue, int.MaxValue, 1 } }));
        Assert.Throws<MalformedMessageException>(() => Read(new() { Blocks = { 0, 1, 0, 0, 0, 1, 2, 3, 1 } }));
        Assert.Throws<MalformedMessageException>(
            () => Read(new() { Blocks = { 0, 1, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, 1, 2, 3, 5 } }));
    }

    internal static List<ReportedReplica> Read(StorageBlockReportProto report)
    {
        var reader = new BlockReportReader(report);
        var replicas = new List<ReportedReplica>();
        while (reader.TryRead(out var replica))
        {
            replicas.Add(replica);
        }

        Assert.Equal(reader.Count, replicas.Count);
        return replicas;
    }

    private static StorageBlockReportProto Write(IEnumerable<ReportedReplica> replicas)
    {
        var writer = new BlockReportWriter();
        foreach (var replica in replicas)
        {
            writer.Add(replica);
        }

        return writer.ToProto(Storage);
    }
}
