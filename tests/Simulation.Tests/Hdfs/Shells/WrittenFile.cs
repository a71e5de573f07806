using Hathi.Simulation.Tests.Kit;

namespace Hathi.Simulation.Tests.Hdfs.Shells;

/// <summary>A file that one client writes, once, under a name that nobody uses again: what it was given and what it was promised.</summary>
internal sealed class WrittenFile(string path, ulong salt)
{
    private readonly List<long> _losses = [];

    public string Path { get; } = path;

    /// <summary>Its creation was answered.</summary>
    public bool Exists { get; set; }

    /// <summary>Somebody has asked to delete it.</summary>
    public bool IsDeleted { get; set; }

    /// <summary>It is written, or was when its writer died.</summary>
    public bool IsOpen { get; set; } = true;

    /// <summary>A replica of it was damaged on its disk, so that no more are to be put at risk by writing on.</summary>
    public bool HasRot { get; set; }

    /// <summary>Where the first of its blocks begins of which the only good replica is gone.</summary>
    public long LostFrom { get; private set; } = long.MaxValue;

    /// <summary>There is such a block.</summary>
    public bool MayBeLost => LostFrom != long.MaxValue;

    /// <summary>Bytes that were given to a writer; no more can ever be read.</summary>
    public long Sent { get; set; }

    /// <summary>Bytes that a flush or close has promised; no fewer may ever be read.</summary>
    public long Promised
    {
        get;
        set
        {
            field = value;
            MostPromised = Math.Max(MostPromised, value);
        }
    }

    /// <summary>The most that was ever promised, what was lost since included.</summary>
    public long MostPromised { get; private set; }

    /// <summary>Bytes that an hsync, or where power fails a close, has brought to the disks of all nodes of a pipeline.</summary>
    public long Synced { get; set; }

    public byte this[long at] => (byte)((salt + ((ulong)at * 0x9E37_79B9_7F4A_7C15)) >> 56);

    public byte[] Bytes(long from, int count)
    {
        var bytes = new byte[count];
        for (var i = 0; i < count; i++)
        {
            bytes[i] = this[from + i];
        }

        return bytes;
    }

    /// <summary>The only good replica of a block that begins there is gone, for good or for a while.</summary>
    public void LoseFrom(long start)
    {
        LostFrom = Math.Min(LostFrom, start);
        _losses.Add(start);
    }

    /// <summary>
    /// It is closed: of what was promised and may be lost it has so much, and at least that from now on.
    /// </summary>
    /// <param name="length">Of the file.</param>
    /// <param name="lostFrom">Where the first of its blocks begins that may still be lost.</param>
    public void Settle(long length, long lostFrom)
    {
        Promised = Math.Min(Promised, Math.Max(LostFrom, length));
        Synced = Math.Min(Synced, length);
        LostFrom = lostFrom;
    }

    /// <summary>What whoever begins to read now may count on.</summary>
    public FilePromise Promise() => new(Math.Min(Promised, LostFrom), _losses.Count);

    /// <summary>Fails the run unless what was read may be read.</summary>
    /// <param name="world">The run.</param>
    /// <param name="reader">Who read.</param>
    /// <param name="bytes">What.</param>
    /// <param name="promise">Before the read began.</param>
    public void Check(World world, string reader, ReadOnlySpan<byte> bytes, FilePromise promise)
    {
        var promised = _losses.Skip(promise.Losses).Append(promise.Length).Min();
        world.Check(bytes.Length >= promised, $"{reader} read {bytes.Length} bytes of {Path}, {promised} were promised");
        world.Check(bytes.Length <= Sent, $"{reader} read {bytes.Length} bytes of {Path}, {Sent} were written");
        for (var i = 0; i < bytes.Length; i++)
        {
            world.Check(bytes[i] == this[i], $"{reader} read {bytes[i]} at {i} of {Path}, {this[i]} was written");
        }
    }
}

/// <summary>What was promised of a file at a moment.</summary>
/// <param name="Length">Bytes.</param>
/// <param name="Losses">Times that a block of it was lost before.</param>
internal readonly record struct FilePromise(long Length, int Losses);
