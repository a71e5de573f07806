using Hathi.Base;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.DataNode.Tests.Support;
using Hathi.Hdfs.Protocol.DataTransfer;

namespace Hathi.Hdfs.DataNode.Tests.Storage;

/// <summary>
/// What a crash left of a newer replica that was about to take an older one's place: a block file with two checksum files.
/// </summary>
public sealed class ChecksumChoiceTests : IDisposable
{
    private static readonly byte[] Whole = Packets.Random(5_000, 1);

    private readonly FaultyDisk _disk = new();
    private readonly StoreFixture _fixture;

    public ChecksumChoiceTests() => _fixture = new StoreFixture(1, _disk);

    public void Dispose() => _fixture.Dispose();

    /// <summary>
    /// Bytes of the older and of the newer replica, which of them the block file is, and of which generation the replica is then.
    /// </summary>
    [Theory]
    [InlineData(1_300, 5_000, false, 1001)]
    [InlineData(1_300, 5_000, true, 1002)]
    [InlineData(1_024, 5_000, false, 1001)]
    [InlineData(1_024, 5_000, true, 1002)]
    [InlineData(5_000, 1_300, false, 1001)]
    [InlineData(5_000, 1_300, true, 1002)]
    [InlineData(5_000, 1_024, false, 1001)]
    [InlineData(5_000, 4_999, false, 1001)]
    [InlineData(5_000, 4_999, true, 1002)]
    [InlineData(700, 700, false, 1002)] // The same bytes: they are those of the newer one.
    [InlineData(700, 0, false, 1001)]
    [InlineData(700, 0, true, 1002)]
    [InlineData(0, 700, false, 1001)]
    public void A_start_takes_the_checksum_file_that_is_the_block_files(int older, int newer, bool isNewer, long expected)
    {
        foreach (var isFinal in new[] { true, false })
        {
            using var fixture = new StoreFixture(1, _disk);
            Make(fixture, isFinal, 1001, Whole.AsSpan(0, older));
            Make(fixture, isFinal, 1002, Whole.AsSpan(0, newer), withData: isNewer);
            fixture.Reopen();
            var found = fixture.Store.Find(7)!.Value;
            Assert.Equal(
                (expected, isNewer ? newer : older, isFinal ? ReplicaState.Finalized : ReplicaState.WaitingToBeRecovered),
                (found.GenerationStamp, found.BytesOnDisk, found.State));
            Assert.Equal([$"blk_7_{expected}.meta"], Metas(fixture));
            Assert.Equal(
                fixture.Store.Volumes[0].Used,
                Directory.GetFiles(fixture.Pool(0).Root, "blk_7*", SearchOption.AllDirectories).Sum(static f => new FileInfo(f).Length));
        }
    }

    /// <summary>
    /// The power took the end of an older one that was being written: as the newer it would be told of with bytes that it lacks.
    /// </summary>
    [Theory]
    [InlineData(1_024)]
    [InlineData(1_100)]
    [InlineData(512)]
    public void What_neither_fits_is_the_older_one(int left)
    {
        Make(_fixture, false, 1001, Whole.AsSpan(0, 3_000));
        Make(_fixture, false, 1002, Whole, withData: false);
        using (var file = File.Open(Path.Combine(_fixture.Pool(0).Rbw, "blk_7"), FileMode.Open))
        {
            file.SetLength(left);
        }

        _fixture.Reopen();
        Assert.Equal(1001, _fixture.Store.Find(7)!.Value.GenerationStamp);
    }

    [Fact]
    public void Checksum_files_without_checksums_are_the_older_ones()
    {
        Make(_fixture, true, 1001, Whole, checksum: new ChunkChecksum(ChecksumKind.Null, 512));
        Make(_fixture, true, 1002, Whole, withData: false, checksum: new ChunkChecksum(ChecksumKind.Null, 512));
        _fixture.Reopen();
        Assert.Equal(1001, _fixture.Store.Find(7)!.Value.GenerationStamp);
    }

    [Fact]
    public void Where_it_cannot_be_told_nothing_is_told_and_nothing_deleted()
    {
        for (var call = 0; ; call++)
        {
            using var fixture = new StoreFixture(1, _disk);
            Make(fixture, true, 1001, Whole.AsSpan(0, 1_300));
            Make(fixture, true, 1002, Whole, withData: false);
            _disk.Arm(fixture.Root, call, DiskFault.Permission, stays: false, static p => p.Contains("blk_7", StringComparison.Ordinal));
            fixture.Reopen();
            _disk.Disarm();
            Assert.True(fixture.Store.Find(7) is null or { GenerationStamp: 1001 }, _disk.Fired?.Message);
            Assert.Contains("blk_7_1001.meta", Metas(fixture));
            if (_disk.Fired is null)
            {
                Assert.True(call > 5);
                return;
            }

            fixture.Reopen();
            Assert.Equal(Whole[..1_300], fixture.Get(7, 1001));
        }
    }

    /// <summary>
    /// All of a copy had come, and its block file was about to follow its checksum file; the power left the older replica without its own.
    /// </summary>
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void What_was_on_its_way_to_its_place_comes_there(bool isFinal, bool isOlderFinal)
    {
        Make(_fixture, isOlderFinal, 1001, Whole.AsSpan(0, 1_300));
        File.Delete(Path.Combine(Place(_fixture, isOlderFinal), "blk_7_1001.meta"));
        Make(_fixture, isFinal, 1002, Whole, withData: false);
        File.Move(Path.Combine(_fixture.Pool(0).Temporary, "blk_8"), Path.Combine(_fixture.Pool(0).Temporary, "blk_7"));
        _fixture.Reopen();
        var found = _fixture.Store.Find(7)!.Value;
        Assert.Equal(
            (1002, Whole.Length, isFinal ? ReplicaState.Finalized : ReplicaState.WaitingToBeRecovered),
            (found.GenerationStamp, found.BytesOnDisk, found.State));
        Assert.Single(
            Directory.GetFiles(_fixture.Root, "blk_7", SearchOption.AllDirectories),
            static f => !f.Contains(".deleted-", StringComparison.Ordinal));
    }

    [Fact]
    public void Checksums_of_what_never_came_go_at_the_next_start()
    {
        _fixture.Put(7, 1001, Whole);
        File.WriteAllBytes(Path.Combine(Place(_fixture, true), "blk_8_1001.meta"), new byte[20]);
        File.WriteAllBytes(Path.Combine(_fixture.Pool(0).Rbw, "blk_7_1002.meta"), new byte[20]);
        _fixture.Reopen();
        Assert.Equal(Whole, _fixture.Get(7, 1001));
        Assert.Equal(
            ["blk_7_1001.meta"],
            Directory.GetFiles(_fixture.Pool(0).Root, "*.meta", SearchOption.AllDirectories).Select(static f => Path.GetFileName(f)));
    }

    // Writes the two files as they are in their place, or the checksum file alone.
    private static void Make(
        StoreFixture fixture, bool isFinal, long generation, ReadOnlySpan<byte> data, bool withData = true, ChunkChecksum? checksum = null)
    {
        using (var writer = fixture.Store.CreateTemporary(
            new Block(8, data.Length, generation), isTransfer: true, checksum ?? ChunkChecksum.Default, new NoOwner()))
        {
            Packets.Write(writer, 0, data, checksum);
        }

        var (from, to) = (fixture.Pool(0).Temporary, Place(fixture, isFinal));
        Directory.CreateDirectory(to);
        File.Move(Path.Combine(from, $"blk_8_{generation}.meta"), Path.Combine(to, $"blk_7_{generation}.meta"));
        if (withData)
        {
            File.Move(Path.Combine(from, "blk_8"), Path.Combine(to, "blk_7"), overwrite: true);
        }
    }

    private static string Place(StoreFixture fixture, bool isFinal) =>
        isFinal ? Path.Combine(fixture.Pool(0).Finalized, "subdir0", "subdir0") : fixture.Pool(0).Rbw;

    private static string[] Metas(StoreFixture fixture) =>
        [.. Directory.GetFiles(fixture.Pool(0).Root, "blk_7_*.meta", SearchOption.AllDirectories)
            .Select(static f => Path.GetFileName(f))
            .Order(StringComparer.Ordinal)];
}
