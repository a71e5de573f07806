using Hathi.Base;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Simulation.Tests.Kit;

namespace Hathi.Simulation.Tests.Hdfs.DataNode;

/// <summary>Whoever writes a replica.</summary>
internal interface IReplicaWriter
{
    /// <summary>Another takes over: end at once.</summary>
    void Stop();
}

/// <summary>A replica that is open for writing.</summary>
internal sealed class OpenFile(OpenReplica replica, IDiskFile file, long position, object owner)
{
    public OpenReplica Replica { get; } = replica;

    public IDiskFile File { get; } = file;

    public long Position { get; set; } = position;

    public object Owner { get; } = owner;
}

/// <summary>
/// The replicas of a DataNode: the core's map and the files on the simulated disk, kept in step as the real store keeps them: checked by
/// the core, done on disk, committed in the core.
/// </summary>
internal sealed partial class ReplicaStore
{
    private const string Finalized = "fin";
    private const string BeingWritten = "rbw";
    private const string Temporary = "tmp";
    private readonly SimDisk _disk;
    private readonly bool _durable;
    private readonly Action<int, BlockChange> _tell;
    private readonly VolumeChooser _chooser = new(VolumePolicy.RoundRobin);
    private readonly bool[] _failed;
    private readonly HashSet<string> _garbage = new(StringComparer.Ordinal);

    /// <param name="disk">The machine's.</param>
    /// <param name="volumes">Directories /v0, /v1, ….</param>
    /// <param name="durable">Everything is on the medium before it is acknowledged.</param>
    /// <param name="tell">What the NameNode is to hear, by volume.</param>
    public ReplicaStore(SimDisk disk, int volumes, bool durable, Action<int, BlockChange> tell)
    {
        _disk = disk;
        _durable = durable;
        _tell = tell;
        _failed = new bool[volumes];
    }

    public ReplicaMap Map { get; } = new();

    public int Volumes => _failed.Length;

    public bool HasFailed(int volume) => _failed[volume];

    /// <summary>Takes in what is on the disk: finished replicas, and what is left of unfinished ones; half-sent ones are deleted.</summary>
    public void Load()
    {
        for (var volume = 0; volume < _failed.Length; volume++)
        {
            _disk.CreateDirectory($"/v{volume}");
            foreach (var name in _disk.List($"/v{volume}"))
            {
                if (ReplicaFile.TryParse(name, out var id, out var generation, out var state))
                {
                    Load(volume, id, generation, state);
                }
            }
        }
    }

    /// <summary>A volume is given up with all it holds.</summary>
    public void FailVolume(int volume)
    {
        _failed[volume] = true;
        Map.RemoveVolume(volume, [], []);
    }

    /// <summary>All bytes of a replica as they are on disk.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public ReplicaContent Read(ReplicaView replica)
    {
        using var file = _disk.Open(PathOf(replica), DiskOpen.Read);
        return ReplicaFile.Read(file, replica.OriginalState == ReplicaState.Finalized);
    }

    /// <summary>Whether a finished replica still is what its checksums say.</summary>
    public bool IsSound(ReplicaView replica)
    {
        var content = Read(replica);
        return content.IsSound && content.Bytes.Length >= replica.Length;
    }

    private void Load(int volume, long id, long generation, string state)
    {
        var path = ReplicaFile.Path(volume, id, generation, state);
        if (state == Temporary)
        {
            Delete(path);
            return;
        }

        ReplicaContent content;
        using (var file = _disk.Open(path, DiskOpen.ReadWrite))
        {
            content = ReplicaFile.Read(file, state == Finalized);
            if (!content.IsWhole && state != Finalized)
            {
                file.SetLength(content.Position);
                Sync(file);
            }
        }

        var block = new Block(id, content.Bytes.Length, generation);
        var other = Map.Load(block, state == Finalized ? ReplicaState.Finalized : ReplicaState.WaitingToBeRecovered, volume);
        if (other is { } worse)
        {
            Delete(worse);
        }
    }

    private string PathOf(ReplicaView replica) =>
        ReplicaFile.Path(replica.Volume, replica.BlockId, replica.GenerationStamp, Suffix(replica.OriginalState));

    private static string Suffix(ReplicaState state) => state switch
    {
        ReplicaState.Finalized => Finalized,
        ReplicaState.Temporary => Temporary,
        _ => BeingWritten,
    };

    private OpenFile Create(Block block, string state, Func<int, OpenReplica> commit, object owner)
    {
        var volume = ChooseVolume(block.Length);
        var path = ReplicaFile.Path(volume, block.Id, block.GenerationStamp, state);
        _garbage.Remove(path);
        var file = _disk.Open(path, DiskOpen.CreateOrEmpty);
        SyncName(volume);
        return new OpenFile(commit(volume), file, 0, owner);
    }

    private int ChooseVolume(long blockSize)
    {
        var room = new List<VolumeRoom>();
        for (var volume = 0; volume < _failed.Length; volume++)
        {
            if (!_failed[volume])
            {
                room.Add(new VolumeRoom(volume, _disk.Capacity - _disk.Used));
            }
        }

        return _chooser.Choose(room.ToArray(), blockSize);
    }

    private void Move(ReplicaView from, long generation, string state)
    {
        var target = ReplicaFile.Path(from.Volume, from.BlockId, generation, state);
        if (target != PathOf(from))
        {
            _garbage.Remove(target);
            _disk.Rename(PathOf(from), target);
            SyncName(from.Volume);
        }
    }

    /// <summary>Deletes again what a failing disk would not let go of.</summary>
    public void CollectGarbage()
    {
        foreach (var path in _garbage.ToArray())
        {
            Delete(path);
        }
    }

    private void Delete(ReplicaView replica) => Delete(PathOf(replica));

    private void Delete(string path)
    {
        try
        {
            _disk.Delete(path);
            SyncName(path[2] - '0');
            _garbage.Remove(path);
        }
        catch (IOException)
        {
            _garbage.Add(path);
        }
    }

    private void SyncName(int volume)
    {
        if (_durable)
        {
            _disk.SyncDirectory($"/v{volume}");
        }
    }

    private void Sync(IDiskFile file)
    {
        if (_durable)
        {
            file.Sync();
        }
    }

    private void Tell(int volume, Block block, BlockChangeKind kind) => _tell(volume, new BlockChange(block, kind, null));
}
