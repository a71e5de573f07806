using Hathi.Simulation.Tests.Kit;

namespace Hathi.Simulation.Tests.Hdfs.Checks;

/// <summary>
/// What was written into each block, by whom, how far it was sent and how far it was promised to survive. Told by the clients and by
/// whoever does the damage, never by the code under test.
/// </summary>
internal sealed class Contents(World world)
{
    private readonly Dictionary<long, BlockContent> _blocks = [];

    /// <summary>Bytes that readers were given and that were looked at.</summary>
    public long BytesChecked { get; private set; }

    public IEnumerable<BlockContent> All => _blocks.Values;

    public BlockContent Get(long blockId) =>
        _blocks.TryGetValue(blockId, out var block) ? block : throw world.Failure($"block {blockId} was never given to a client", null);

    public BlockContent? Find(long blockId) => _blocks.GetValueOrDefault(blockId);

    /// <summary>A client begins to write at <paramref name="start"/>: what was behind it is not content any more.</summary>
    public BlockContent Begin(long blockId, long start, ulong salt, int replication)
    {
        if (!_blocks.TryGetValue(blockId, out var block))
        {
            block = new BlockContent(blockId, replication);
            _blocks.Add(blockId, block);
        }

        block.LeastReplication = Math.Min(block.LeastReplication, replication);
        block.Begin(start, salt, Micros);
        return block;
    }

    /// <summary>A reader was given these bytes of a block.</summary>
    public void CheckRead(long blockId, long offset, ReadOnlySpan<byte> bytes, long sinceMicros, string who)
    {
        var block = Get(blockId);
        for (var i = 0; i < bytes.Length; i++)
        {
            if (!block.MayBe(offset + i, bytes[i], sinceMicros))
            {
                throw world.Failure($"{who} was given byte {offset + i} of block {blockId} that nobody wrote there ({block})", null);
            }
        }

        BytesChecked += bytes.Length;
    }

    /// <summary>Virtual time, finer than clocks show it.</summary>
    public long Micros => world.Now.MonotonicMilliseconds * 1000;
}

/// <summary>One block.</summary>
internal sealed class BlockContent(long id, int replication)
{
    private readonly List<(long Start, ulong Salt, long Since)> _writers = [];
    private readonly List<(long Length, long At)> _promises = [];

    public long Id { get; } = id;

    /// <summary>The longest that any replica can rightly be.</summary>
    public long Sent { get; set; }

    /// <summary>Bytes that a client was told survive (hflush, close).</summary>
    public long Promised => _promises.Count == 0 ? 0 : _promises[^1].Length;

    /// <summary>The fewest replicas that were ever wanted: so many damages it must bear and one.</summary>
    public int LeastReplication { get; set; } = replication;

    /// <summary>Replicas that were damaged or lost with their disks.</summary>
    public int Damages { get; set; }

    /// <summary>At some damage there was no other good replica: nobody can be blamed for the loss.</summary>
    public bool LostForGood { get; set; }

    /// <summary>A replica was damaged while it was written: a recovery that finds only this one has no way to know.</summary>
    public bool DamagedWhileOpen { get; set; }

    /// <summary>Whether damage explains that it cannot be read.</summary>
    public bool MayBeLost => LostForGood || DamagedWhileOpen || (Damages > 0 && Damages >= LeastReplication);

    public void Begin(long start, ulong salt, long since)
    {
        DamagedWhileOpen |= Damages > 0;
        _writers.Add((start, salt, since));
        Sent = start;
    }

    /// <summary>A client was told that so many bytes survive.</summary>
    public void Promise(long length, long micros)
    {
        if (length > Promised)
        {
            _promises.Add((length, micros));
        }
    }

    /// <summary>What was promised before a time.</summary>
    public long PromisedBefore(long micros)
    {
        var at = _promises.FindLastIndex(p => p.At < micros);
        return at < 0 ? 0 : _promises[at].Length;
    }

    /// <summary>The byte as it should be now.</summary>
    public byte this[long offset]
    {
        get
        {
            for (var i = _writers.Count - 1; i >= 0; i--)
            {
                if (_writers[i].Start <= offset)
                {
                    return Byte(_writers[i].Salt, offset);
                }
            }

            throw new InvalidOperationException($"nobody wrote byte {offset} of block {Id}");
        }
    }

    /// <summary>Whether the byte was right at any time from <paramref name="since"/> on.</summary>
    public bool MayBe(long offset, byte value, long since)
    {
        for (var i = _writers.Count - 1; i >= 0; i--)
        {
            var writer = _writers[i];
            if (writer.Start > offset)
            {
                continue;
            }

            if (Byte(writer.Salt, offset) == value)
            {
                return true;
            }

            if (writer.Since < since)
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>Whether these are the block's bytes, from the first on.</summary>
    public bool BeginsWith(ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] != this[i])
            {
                return false;
            }
        }

        return true;
    }

    public static byte Byte(ulong salt, long offset)
    {
        var x = (salt + (ulong)offset) * 0x9E3779B97F4A7C15;
        x = (x ^ (x >> 29)) * 0xBF58476D1CE4E5B9;
        return (byte)(x >> 56);
    }

    public override string ToString() =>
        $"sent {Sent}, promised {Promised}, damages {Damages}, writers at {string.Join(", ", _writers.Select(w => w.Start))}";
}
