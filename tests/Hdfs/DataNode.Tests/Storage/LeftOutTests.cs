using Hathi.Base;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.DataNode.Storage;
using Hathi.Hdfs.DataNode.Tests.Support;
using Hathi.Hdfs.Protocol.DataTransfer;

namespace Hathi.Hdfs.DataNode.Tests.Storage;

/// <summary>
/// What is on a disk and cannot be seen is not nothing, also where the NameNode knows of no length (an hflush of Apache's client tells
/// none): the block would be dropped, and the replica deleted once it is seen again.
/// </summary>
public sealed class LeftOutTests : IDisposable
{
    private readonly FaultyDisk _disk = new();
    private readonly StoreFixture _fixture;

    public LeftOutTests() => _fixture = new StoreFixture(2, _disk);

    public void Dispose() => _fixture.Dispose();

    public enum Fault
    {
        /// <summary>The checksum file of the replica cannot be read.</summary>
        File,

        /// <summary>The directory that it is in.</summary>
        Directory,

        /// <summary>One within another, whose own fault is not all that is looked at.</summary>
        Within,

        /// <summary>What an interrupted copy-on-write left cannot be put back.</summary>
        Unlinked,

        /// <summary>Likewise, of its checksums.</summary>
        UnlinkedChecksums,

        /// <summary>The volume is given up while the node runs.</summary>
        Volume,
    }

    /// <param name="fault">What happens.</param>
    /// <param name="ofOthers">Whether any other block may be hidden by it, too.</param>
    [Theory]
    [InlineData(Fault.File, false)]
    [InlineData(Fault.Directory, true)]
    [InlineData(Fault.Within, true)]
    [InlineData(Fault.Unlinked, false)]
    [InlineData(Fault.UnlinkedChecksums, false)]
    [InlineData(Fault.Volume, false)]
    public void A_replica_that_cannot_be_seen_is_told_of_as_such(Fault fault, bool ofOthers)
    {
        var directory = fault is Fault.Within or Fault.Unlinked or Fault.UnlinkedChecksums ? Finish(7) : Write(7);
        Hide(fault, directory);
        foreach (var length in (long[])[0, 100])
        {
            Assert.Equal(
                ReplicaError.Mismatch,
                Assert.Throws<ReplicaFault>(() => _fixture.Store.InitRecovery(new Block(7, length, 1001), 1005)).Error);
        }

        // Of a block that was never here it says so.
        var other = Record.Exception(() => Assert.Null(_fixture.Store.InitRecovery(new Block(8, 0, 1001), 1005)));
        Assert.Equal(ofOthers ? ReplicaError.Mismatch : null, (other as ReplicaFault)?.Error);
        Assert.True(other is null or ReplicaFault, other?.ToString());
    }

    // The directory that it is in.
    private string Write(long id)
    {
        using var writer = _fixture.Store.Create(new Block(id, 2_000, 1001), 0, ChunkChecksum.Default, new NoOwner());
        Packets.Write(writer, 0, Packets.Random(2_000, (int)id));
        var volume = _fixture.Store.Find(id)!.Value.Volume;
        return _fixture.Pool(volume).Rbw;
    }

    private string Finish(long id)
    {
        _fixture.Put(id, 1001, Packets.Random(2_000, (int)id));
        return Path.Combine(_fixture.Pool(_fixture.Store.Find(id)!.Value.Volume).Finalized, "subdir0", "subdir0");
    }

    private void Hide(Fault fault, string directory)
    {
        var data = Path.Combine(directory, "blk_7");
        switch (fault)
        {
            case Fault.File:
                Reopen(directory, static p => p.EndsWith(".meta", StringComparison.Ordinal));
                break;
            case Fault.Directory:
            case Fault.Within:
                Reopen(directory, p => p == directory);
                break;
            case Fault.Unlinked:
            case Fault.UnlinkedChecksums:
                var hidden = fault == Fault.Unlinked ? data : data + "_1001.meta";
                File.Move(hidden, hidden + ".unlinked");
                Reopen(directory, p => p == hidden + ".unlinked" || p == hidden);
                break;
            default:
                _fixture.Store.CheckDisk(DiskException.OfChange(DiskFault.Medium, data, "EIO", null));
                Assert.Single(_fixture.Store.Volumes);
                break;
        }
    }

    // Of a directory that cannot be read the volume may be given up, too.
    private void Reopen(string under, Func<string, bool> only)
    {
        _fixture.Store.Dispose();
        _disk.Arm(under, 0, DiskFault.Permission, stays: true, only);
        _fixture.Reopen();
        Assert.NotNull(_disk.Fired);
        _disk.Disarm();
        Assert.Null(_fixture.Store.Find(7));
    }
}
