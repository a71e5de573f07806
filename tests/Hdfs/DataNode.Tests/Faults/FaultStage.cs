using System.Net;
using Hathi.Base;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.DataNode.Options;
using Hathi.Hdfs.DataNode.Service;
using Hathi.Hdfs.DataNode.Storage;
using Hathi.Hdfs.DataNode.Tests.Support;
using Hathi.Hdfs.DataNode.Transfer;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.DataTransfer;
using Hathi.Platform;

namespace Hathi.Hdfs.DataNode.Tests.Faults;

/// <summary>
/// A store of two volumes with the blocks 1 and 3 on the first, 2 and 4 on the second, whose second volume fails; and what a DataNode does
/// with it, each as the operation's own code does it: what ends it is shown to the store.
/// </summary>
internal sealed class FaultStage : IDisposable
{
    public const int Length = 1_300;
    public const long Generation = 1001;

    public FaultStage()
    {
        Fixture = new StoreFixture(2, Disk);
        for (var id = 1; id <= 4; id++)
        {
            Fixture.Put(id, Generation, Bytes(id));
        }
    }

    public FaultyDisk Disk { get; } = new();

    public StoreFixture Fixture { get; }

    public ReplicaStore Store => Fixture.Store;

    public RecordedEvents Events => Fixture.Events;

    public static byte[] Bytes(long id) => Packets.Random(Length, (int)id);

    /// <summary>Does something that may end by a fault of the disk or by a refusal, and by nothing else.</summary>
    /// <returns>Whether it was done.</returns>
    public bool Attempt(Action work)
    {
        try
        {
            work();
            return true;
        }
        catch (Exception e) when (e is DiskException or ReplicaFault)
        {
            Store.CheckDisk(e);
            return false;
        }
    }

    public void Write(long id) => Attempt(() => Fixture.Put(id, Generation, Bytes(id)));

    public void WriteDurably(long id) => Attempt(() =>
    {
        using var writer = Store.Create(new Block(id, Length, Generation), 0, ChunkChecksum.Default, new NoOwner());
        Packets.Write(writer, 0, Bytes(id));
        writer.Sync();
        Store.Finish(writer, durable: true, null);
    });

    public void Receive(long id) => Attempt(() =>
    {
        using var writer = Store.CreateTemporary(new Block(id, Length, Generation), isTransfer: true, ChunkChecksum.Default, new NoOwner());
        Packets.Write(writer, 0, Bytes(id));
        Store.ConvertToRbw(writer, new Block(id, Length, Generation));
    });

    public void ReceiveNewer(long id) => Attempt(() => Fixture.Receive(id, Generation + 1, Bytes(id), static (store, writer) =>
    {
        if (writer.Replica.BlockId == 2)
        {
            store.Finish(writer, durable: true, null);
        }
        else
        {
            store.ConvertToRbw(writer, new Block(writer.Replica.BlockId, Length, Generation + 1));
        }
    }));

    public void Append(long id) => Attempt(() =>
    {
        using var writer = Store.OpenToAppend(new Block(id, Length, Generation), Generation + 1, Length, new NoOwner());
        Packets.Write(writer, Length, Bytes(100));
        Store.Finish(writer, durable: false, null);
    });

    // The writer's pipeline broke in the middle; it goes on, and closes after another break.
    public void RecoverPipeline(long id) => Attempt(() =>
    {
        using (var writer = Store.Create(new Block(id, Length, Generation), 0, ChunkChecksum.Default, new NoOwner()))
        {
            Packets.Write(writer, 0, Bytes(id).AsSpan(0, 700));
            Store.Acked(writer, 700);
        }

        using (var writer = Store.RecoverRbw(new Block(id, Length, Generation), Generation + 1, 700, 700, new NoOwner()))
        {
            Packets.Write(writer, 700, Bytes(id).AsSpan(700));
            Store.Acked(writer, Length);
        }

        Store.RecoverClose(new Block(id, Length, Generation + 1), Generation + 2, Length);
    });

    public void RecoverBlock(long id) => Attempt(() =>
    {
        if (Store.InitRecovery(new Block(id, Length, Generation), Generation + 5) is { } found)
        {
            Store.FinishRecovery(new Block(id, found.BytesOnDisk, found.GenerationStamp), Generation + 5, id, 1_000);
        }
    });

    public void Read(long id) => Attempt(() =>
    {
        using var reader = Store.OpenToRead(new Block(id, 0, Generation), 0, -1, withChecksums: true, checksumsRequired: true);
        try
        {
            var sums = new byte[ChunkChecksum.Default.ChecksumLength(Length)];
            reader.Meta!.Read(reader.Header.ChecksumOffset(0), sums);
            reader.Data.Read(0, new byte[Length]);
        }
        catch (DiskException e)
        {
            Store.ReportIfUnreadable(reader.Volume, reader.Replica, e);
            throw;
        }
    });

    public void Report()
    {
        Store.StorageReports();
        foreach (var volume in Store.Volumes)
        {
            Store.Report(volume, []);
        }
    }

    public BlockScanner Scanner()
    {
        var context = new TransferContext
        {
            Options = new TransferOptions(),
            Dialer = new Dialer(null),
            Log = Fixture.Log,
            Figures = new TransferFigures(),
            Moves = new MoveThrottle(1, 1),
            Reports = new NoReports(),
            Store = Store,
        };
        return new BlockScanner(context, Events, Options(), SystemClock.Instance);
    }

    public DataNodeOptions Options(int tolerated = -1) => new()
    {
        Disk = Disk,
        Volumes =
        [
            new VolumeLocation(Fixture.VolumePath(0), StorageKind.Disk), new VolumeLocation(Fixture.VolumePath(1), StorageKind.Disk),
        ],
        FailedVolumesTolerated = tolerated,
        NameNode = new IPEndPoint(IPAddress.Loopback, 1),
        TransferAddress = new IPEndPoint(IPAddress.Loopback, 0),
        IpcAddress = new IPEndPoint(IPAddress.Loopback, 0),
        HostName = "x",
        User = "x",
    };

    /// <summary>A call to the second volume fails; of what is deleted in the background, at a time of its own, none.</summary>
    public void Arm(int call, DiskFault kind, bool stays) =>
        Disk.Arm(Fixture.VolumePath(1), call, kind, stays, static p => !p.Contains(".deleted-", StringComparison.Ordinal));

    /// <summary>
    /// Whatever happened: the other volume is whole, blocks are written and read, no room is kept for nobody, and the next start works.
    /// </summary>
    public void GoesOn(string why)
    {
        Assert.Equal(Bytes(3), Fixture.Get(3, Generation));
        foreach (var id in (long[])[11, 12])
        {
            Fixture.Put(id, Generation, Bytes(id));
            Assert.Equal(Bytes(id), Fixture.Get(id, Generation));
        }

        Assert.All(Store.Volumes, v => Assert.True(v.Promised == 0, why));
        Fixture.Reopen();
        Assert.Equal(2, Store.Volumes.Count);
        foreach (var id in (long[])[3, 11, 12])
        {
            Assert.Equal(Bytes(id), Fixture.Get(id, Generation));
        }
    }

    public void Dispose() => Fixture.Dispose();

    private sealed class NoReports : ITransferReports
    {
        public DatanodeInfoProto Self => throw new InvalidOperationException();

        public void Receiving(Volume volume, Block block)
        {
        }

        public void RemoteCorrupt(DatanodeInfoProto node, Block block)
        {
        }
    }
}
