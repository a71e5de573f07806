using System.Collections.Concurrent;
using Hathi.Base;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.DataNode.Options;
using Hathi.Hdfs.DataNode.Storage;
using Hathi.Hdfs.Protocol.DataTransfer;
using Hathi.Simulation.Tests.Kit;

namespace Hathi.Simulation.Tests.Hdfs.Replicas;

/// <summary>
/// A DataNode's replica store as it ships over a simulated disk, and what its clients were told. A story uses it until the process dies or
/// a call fails; then the store is opened again and asked for what was acknowledged.
/// </summary>
internal sealed class ReplicaLab : IReplicaEvents, IReplicaOwner, IClock, IDisposable
{
    private const string Root = "/v0";
    private const string BlockPool = "BP-1-127.0.0.1-1";
    private const int BlockBytes = 200_000;

    private static readonly ConcurrentDictionary<long, byte[]> Blocks = new();

    private readonly ReplicaMutant _mutant;
    private readonly SeededRandom _random;
    private readonly Dictionary<long, ExpectedReplica> _expected = [];
    private readonly List<ReplicaWriter> _writers = [];
    private readonly List<string> _log = [];
    private ReplicaStore? _store;

    public ReplicaLab(ulong seed, ReplicaMutant mutant)
    {
        _mutant = mutant;
        _random = new SeededRandom(seed);
        Disk = new SimDisk(WorldOptions.Default, _random.Fork(), new SimulationReport());
        var pool = new BlockPoolPaths(Root, BlockPool);
        foreach (var directory in (ReadOnlySpan<string>)[pool.Finalized, pool.Rbw, pool.Temporary])
        {
            Disk.CreateDirectory(directory);
        }

        Start();
    }

    public SimDisk Disk { get; }

    public ReplicaStore Store => _store!;

    /// <summary>The bytes of a block.</summary>
    public static byte[] Data(long id) => Blocks.GetOrAdd(id, static id =>
    {
        var data = new byte[BlockBytes];
        var random = new SeededRandom((ulong)id);
        for (var i = 0; i < data.Length; i++)
        {
            data[i] = (byte)random.NextUInt64();
        }

        return data;
    });

    public ExpectedReplica Expect(long id)
    {
        if (!_expected.TryGetValue(id, out var expected))
        {
            _expected.Add(id, expected = new ExpectedReplica());
        }

        return expected;
    }

    public ReplicaWriter Create(long id, long generation, long newGeneration = 0)
    {
        var writer = Keep(Store.Create(new Block(id, BlockBytes, generation), newGeneration, ChunkChecksum.Default, this));
        Expect(id).Generation = Math.Max(generation, newGeneration);
        return writer;
    }

    public ReplicaWriter Receive(long id, long generation, bool isTransfer) =>
        Keep(Store.CreateTemporary(new Block(id, BlockBytes, generation), isTransfer, ChunkChecksum.Default, this));

    /// <summary>A writer goes on with a replica in a new generation.</summary>
    public ReplicaWriter GoOn(long id, long generation, Func<Block, ReplicaWriter> open)
    {
        var writer = Keep(open(new Block(id, BlockBytes, generation)));
        Expect(id).Generation = writer.Replica.GenerationStamp;
        return writer;
    }

    /// <summary>Writes in packets, several at once.</summary>
    public static unsafe void Write(ReplicaWriter writer, int from, int to, int packetSize)
    {
        var data = Data(writer.Replica.BlockId);
        var buffer = new List<byte>();
        var packets = new List<ReceivedPacket>();
        for (var at = from; at < to; at += packetSize)
        {
            var part = data.AsSpan(at, Math.Min(packetSize, to - at));
            var header = new PacketHeader(at, packets.Count, ChunkChecksum.Default.ChecksumLength(part.Length), part.Length, false, false);
            var body = new byte[header.BodyLength];
            ChunkChecksum.Default.Compute(part, body.AsSpan(0, header.ChecksumLength));
            part.CopyTo(body.AsSpan(header.ChecksumLength));
            packets.Add(new ReceivedPacket(header, buffer.Count, buffer.Count));
            buffer.AddRange(body);
        }

        fixed (byte* start = buffer.ToArray())
        {
            writer.Write(start, packets.ToArray(), ChunkChecksum.Default);
        }
    }

    /// <summary>Writes and acknowledges, as for hflush.</summary>
    public void Flush(ReplicaWriter writer, int from, int to, int packetSize = 65_536)
    {
        Write(writer, from, to, packetSize);
        Store.Acked(writer, to);
        Expect(writer.Replica.BlockId).Acked = to;
    }

    /// <summary>Writes, syncs and acknowledges, as for hsync.</summary>
    public void Sync(ReplicaWriter writer, int from, int to)
    {
        Write(writer, from, to, 65_536);
        writer.Sync();
        Store.Acked(writer, to);
        var expected = Expect(writer.Replica.BlockId);
        expected.Acked = expected.Synced = to;
    }

    public void Finish(ReplicaWriter writer, bool durable)
    {
        var block = Store.Finish(writer, durable, null);
        writer.Dispose();
        var expected = Expect(block.Id);
        expected.Generation = block.GenerationStamp;
        expected.Acked = (int)block.Length;

        // What was promised once stays promised with all that the block has become.
        expected.Synced = durable || expected.Synced > 0 ? expected.Acked : 0;
    }

    public void FinishRecovery(long id, long recoveryId, int length)
    {
        var generation = Expect(id).Generation;
        var told = Store.InitRecovery(new Block(id, 0, generation), recoveryId)!.Value;
        Store.FinishRecovery(new Block(id, told.BytesOnDisk, told.GenerationStamp), recoveryId, id, length);
        Closed(id, recoveryId, length);
    }

    /// <summary>The NameNode has been, or may be, told that the block is so long.</summary>
    public void Closed(long id, long generation, int length)
    {
        var expected = Expect(id);
        expected.Generation = generation;
        expected.Acked = expected.Synced = length;
    }

    /// <summary>
    /// A bit of a chunk turns over that was promised to be on the medium, with others behind it: all but that chunk stays promised.
    /// </summary>
    public void Rot(long id, int offset)
    {
        Disk.Rot(Disk.Files.Single(f => f.EndsWith("/" + BlockNames.Data(id), StringComparison.Ordinal)), offset);
        Expect(id).RottenChunk = offset / ChunkChecksum.Default.BytesPerChecksum;
    }

    public void Invalidate(long id)
    {
        var generation = Expect(id).Generation;
        _expected.Remove(id);
        Store.Invalidate([new Block(id, 0, generation)]);
    }

    /// <summary>Readers come for every block, whatever the disk does.</summary>
    public void TryToRead()
    {
        foreach (var id in _expected.Keys.ToArray())
        {
            try
            {
                Store.OpenToRead(new Block(id, 0, 0), 0, 0, withChecksums: true, checksumsRequired: false).Dispose();
            }
            catch (Exception e) when (e is IOException or ReplicaFault)
            {
                _log.Add($"a reader is refused: {e.Message}");
            }
        }
    }

    /// <summary>All writers leave, as their operations do when they end.</summary>
    public void Leave()
    {
        foreach (var writer in _writers)
        {
            writer.Dispose();
        }

        _writers.Clear();
    }

    /// <summary>The process has died inside a call; it or its machine is started again.</summary>
    public void Restart(bool losesPower, int crashAgainAfter)
    {
        Die(losesPower);
        if (crashAgainAfter >= 0)
        {
            Disk.CrashAfterCalls(crashAgainAfter, losesPower);
            try
            {
                Start();
            }
            catch (Exception e) when (e is SimulatedCrashException or AggregateException { InnerException: SimulatedCrashException })
            {
                Die(losesPower);
            }

            Disk.DoNotCrash();
        }

        Start();
    }

    /// <summary>Every replica has what its writers were told, and checksums that fit.</summary>
    /// <param name="losesPower">Only what was promised to be on the medium is asked for.</param>
    public void Check(bool losesPower)
    {
        foreach (var (id, expected) in _expected.OrderBy(static e => e.Key))
        {
            var need = losesPower ? expected.Synced : expected.Acked;
            need = Store.Find(id)?.GenerationStamp == expected.Copy.Generation ? Math.Max(need, expected.Copy.Length) : need;
            if (need > 0)
            {
                Check(id, expected, need);
            }
        }

        var pool = new BlockPoolPaths(Root, BlockPool);
        foreach (var file in Disk.Files.Where(f => !f.StartsWith(pool.Temporary, StringComparison.Ordinal)))
        {
            Demand(
                !BlockNames.TryParseData(file[(file.LastIndexOf('/') + 1)..], out var id) || Store.Find(id) is not null,
                $"{file} belongs to no replica");
        }

        Store.Dispose();
        _store = null;
        Demand(Disk.OpenFiles == 0, $"{Disk.OpenFiles} files were left open");
    }

    public void Dispose() => _store?.Dispose();

    void IReplicaOwner.Stop() => Leave();

    Now IClock.Read() => default;

    void IReplicaEvents.Receiving(Volume volume, Block block)
    {
    }

    void IReplicaEvents.Received(Volume volume, Block block, string? deleteHint)
    {
    }

    void IReplicaEvents.Deleted(Volume volume, Block block)
    {
    }

    void IReplicaEvents.Corrupt(Volume volume, Block block) => _log.Add($"corrupt: {block}");

    void IReplicaEvents.VolumeFailed(Volume volume, string reason) => _log.Add($"volume failed: {reason}");

    void IReplicaEvents.TooFewVolumes(string reason) => _log.Add(reason);

    void IReplicaEvents.DiskTrouble(string what) => _log.Add(what);

    private void Start()
    {
        var disk = _mutant == ReplicaMutant.None ? (IDisk)Disk : new MutatedDisk(Disk, _mutant);
        var volume = new Volume(disk, 0, new VolumeLocation(Root, StorageKind.Disk), "DS-1", BlockPool, 0, new NoLock());
        _store = new ReplicaStore(
            BlockPool, [volume], VolumePolicy.RoundRobin, new StoreLimits(0, 0, -1, 0, 0, 0, Timeout.Infinite), this, this,
            new RecordingLog(line => _log.Add($"{line.Level} {line.Text} {line.Error?.Message}")));
        _store.Load();
    }

    private void Die(bool losesPower)
    {
        _writers.Clear();
        _store = null;
        if (losesPower)
        {
            Disk.LosePower();
        }

        Disk.ReleaseHandles();
    }

    private void Check(long id, ExpectedReplica expected, int need)
    {
        Demand(Store.Find(id) is not null, $"blk_{id} is gone");
        var found = Store.Find(id)!.Value;
        Demand(found.GenerationStamp >= expected.Generation, $"{found} is older than generation {expected.Generation}");
        if (found.State != ReplicaState.Finalized)
        {
            var wasFound = found.State == ReplicaState.WaitingToBeRecovered;
            Recover(id, found.GenerationStamp, need);
            found = Store.Find(id)!.Value;
            var isReported = _log.Contains($"corrupt: {new Block(id, found.Length, found.GenerationStamp)}");
            Demand(isReported == (wasFound && expected.RottenChunk >= 0), $"{found} was {(isReported ? "" : "not ")}reported as damaged");
        }

        Demand(found.Length >= need, $"{found} has not the {need} bytes that were acknowledged");
        using var reader = Store.OpenToRead(new Block(id, 0, found.GenerationStamp), 0, -1, withChecksums: true, checksumsRequired: true);
        var data = new byte[found.Length];
        var sums = new byte[ChunkChecksum.Default.ChecksumLength(data.Length)];
        Demand(reader.Data.Read(0, data) == data.Length, $"the block file of {found} is shorter");
        Demand(reader.Meta!.Read(reader.Header.ChecksumOffset(0), sums) == sums.Length, $"the checksum file of {found} is shorter");
        Mend(id, expected.RottenChunk, data);
        var bad = ChunkChecksum.Default.FindMismatch(data, sums);
        Demand(bad < 0, $"{found} does not fit its checksums at {bad * 512}");
        Demand(data.AsSpan(0, need).SequenceEqual(Data(id).AsSpan(0, need)), $"{found} has other bytes than were written");
    }

    // Of a chunk that rotted nothing is promised.
    private static void Mend(long id, int chunk, byte[] data)
    {
        var start = chunk * ChunkChecksum.Default.BytesPerChecksum;
        if (chunk >= 0 && start < data.Length)
        {
            Data(id).AsSpan(start, Math.Min(ChunkChecksum.Default.BytesPerChecksum, data.Length - start)).CopyTo(data.AsSpan(start));
        }
    }

    private void Recover(long id, long generation, int need)
    {
        try
        {
            var told = Store.InitRecovery(new Block(id, 0, generation), generation + 1_000)!.Value;
            Demand(told.SoundLength >= need, $"{told} tells a recovery of less than the {need} bytes that were acknowledged");
            Store.FinishRecovery(new Block(id, told.BytesOnDisk, told.GenerationStamp), generation + 1_000, id, told.SoundLength);
        }
        catch (ReplicaFault e)
        {
            Demand(false, $"blk_{id} takes no part in a recovery: {e.Message}");
        }
    }

    private void Demand(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new SimulationFailedException(
                $"{otherwise}\n{string.Join('\n', _log)}\n{string.Join('\n', Disk.Files.Select(f => $"{f} {Disk.Peek(f).Length}"))}", null);
        }
    }

    private sealed class NoLock : IDisposable
    {
        public void Dispose()
        {
        }
    }

    private ReplicaWriter Keep(ReplicaWriter writer)
    {
        _writers.Add(writer);
        return writer;
    }
}

/// <summary>What the clients of a replica were told.</summary>
internal sealed class ExpectedReplica
{
    /// <summary>Bytes acknowledged: a process that dies loses none of them.</summary>
    public int Acked { get; set; }

    /// <summary>Of those, bytes promised to be on the medium: a power failure loses none of them.</summary>
    public int Synced { get; set; }

    /// <summary>A chunk that rotted; -1: none.</summary>
    public int RottenChunk { get; set; } = -1;

    /// <summary>Of which the NameNode knows: an older replica is of no use.</summary>
    public long Generation { get; set; }

    /// <summary>A copy that comes in beside it: what is told of as this generation has so many bytes.</summary>
    public (long Generation, int Length) Copy { get; set; }
}
