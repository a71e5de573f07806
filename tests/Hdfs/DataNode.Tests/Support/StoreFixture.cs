using Hathi.Base;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.DataNode.Options;
using Hathi.Hdfs.DataNode.Storage;
using Hathi.Hdfs.Protocol.DataTransfer;
using Hathi.Platform;
using Hathi.Platform.Disk;

namespace Hathi.Hdfs.DataNode.Tests.Support;

/// <summary>A store over directories of its own, which can be closed and opened again.</summary>
internal sealed class StoreFixture : IDisposable
{
    public static readonly NodeStorageIdentity Identity = new("CID-1", 17, "BP-1-127.0.0.1-1700000000000", 0);

    private const string Memory = "/dev/shm";

    private readonly int _volumes;
    private readonly NodeStorageIdentity _identity;

    public StoreFixture(int volumes = 1, IDisk? disk = null, string? pool = null)
    {
        _volumes = volumes;
        _identity = Identity with { BlockPoolId = pool ?? Identity.BlockPoolId };
        Disk = disk ?? RealDisk.Instance;

        // In memory where it can be: some tests make thousands of these.
        Root = Directory.Exists(Memory)
            ? Directory.CreateDirectory(Path.Combine(Memory, $"hathi-store-{Guid.NewGuid():N}")).FullName
            : Directory.CreateTempSubdirectory("hathi-store-").FullName;
        Store = Open();
    }

    /// <summary>Of stores that are opened from now on.</summary>
    public StoreLimits Limits { get; set; } = new(5_000, 1_000, -1, 1_000, 120_000, 120_000, 120_000);

    /// <summary>Of stores that are opened from now on.</summary>
    public IClock Clock { get; set; } = SystemClock.Instance;

    public string Root { get; }

    public IDisk Disk { get; }

    public ReplicaStore Store { get; private set; }

    public RecordedEvents Events { get; } = new();

    public RecordingLog Log { get; } = new();

    public string? NodeUuid { get; private set; }

    public string VolumePath(int i) => Path.Combine(Root, $"v{i}");

    public BlockPoolPaths Pool(int volume) => new(VolumePath(volume), _identity.BlockPoolId);

    public void Reopen()
    {
        Store.Dispose();
        Store = Open();
    }

    /// <summary>Writes a whole block and finishes it.</summary>
    public void Put(long id, long generation, byte[] data)
    {
        var owner = new NoOwner();
        using var writer = Store.Create(new Block(id, data.Length, generation), 0, ChunkChecksum.Default, owner);
        Packets.Write(writer, 0, data);
        Store.Finish(writer, durable: false, null);
    }

    /// <summary>Takes in what another node sends, and gives it up when that fails, as operations do.</summary>
    public void Receive(long id, long generation, byte[] data, Action<ReplicaStore, ReplicaWriter> end, bool isTransfer = true)
    {
        using var writer = Store.CreateTemporary(new Block(id, data.Length, generation), isTransfer, ChunkChecksum.Default, new NoOwner());
        try
        {
            Packets.Write(writer, 0, data);
            end(Store, writer);
        }
        catch
        {
            Store.Discard(writer);
            throw;
        }
    }

    public byte[] Get(long id, long generation, long offset = 0, long length = -1)
    {
        using var reader = Store.OpenToRead(new Block(id, 0, generation), offset, length, withChecksums: true, checksumsRequired: false);
        var data = new byte[reader.Range.End - reader.Range.Start];
        reader.Data.Read(reader.Range.Start, data);
        return data;
    }

    public void Dispose()
    {
        Store.Dispose();
        Directory.Delete(Root, recursive: true);
    }

    private ReplicaStore Open()
    {
        var volumes = new List<Volume>();
        for (var i = 0; i < _volumes; i++)
        {
            var location = new VolumeLocation(VolumePath(i), StorageKind.Disk);
            using var opener = VolumeOpener.Begin(Disk, location, _identity, DataNodeSurroundings.Machine);
            NodeUuid ??= opener.NodeUuid ?? Guid.NewGuid().ToString();
            volumes.Add(opener.Finish(i, NodeUuid, 0, new Now(1_700_000_000_000, 0)));
        }

        var store = new ReplicaStore(_identity.BlockPoolId, volumes, VolumePolicy.RoundRobin, Limits, Events, Clock, Log);
        store.Load();
        return store;
    }
}

internal sealed class NoOwner : IReplicaOwner
{
    public bool Stopped { get; private set; }

    public void Stop() => Stopped = true;
}
