using Hathi.Simulation.Tests.Kit;

namespace Hathi.Simulation.Tests.Hdfs.Shells;

/// <summary>A file that one client writes, once, under a name that nobody uses again: what it was given and what it was promised.</summary>
internal sealed class WrittenFile(string path, ulong salt)
{
    public string Path { get; } = path;

    /// <summary>Its creation was answered.</summary>
    public bool Exists { get; set; }

    /// <summary>Somebody has asked to delete it.</summary>
    public bool IsDeleted { get; set; }

    /// <summary>It is written, or was when its writer died.</summary>
    public bool IsOpen { get; set; } = true;

    /// <summary>A replica of it was damaged on its disk, so that no more are to be put at risk by writing on.</summary>
    public bool HasRot { get; set; }

    /// <summary>Where the first of its blocks begins of which the only good replica went with a disk.</summary>
    public long LostFrom { get; set; } = long.MaxValue;

    /// <summary>There is such a block.</summary>
    public bool MayBeLost => LostFrom != long.MaxValue;

    /// <summary>Bytes that were given to a writer; no more can ever be read.</summary>
    public long Sent { get; set; }

    /// <summary>Bytes that a flush or close has promised; no fewer may ever be read.</summary>
    public long Promised { get; set; }

    /// <summary>Bytes that an hsync has brought to the disks of all nodes of a pipeline.</summary>
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

    /// <summary>Fails the run unless what was read may be read.</summary>
    /// <param name="world">The run.</param>
    /// <param name="reader">Who read.</param>
    /// <param name="bytes">What.</param>
    /// <param name="promised">Before the read began.</param>
    public void Check(World world, string reader, ReadOnlySpan<byte> bytes, long promised)
    {
        promised = Math.Min(promised, LostFrom);
        world.Check(bytes.Length >= promised, $"{reader} read {bytes.Length} bytes of {Path}, {promised} were promised");
        world.Check(bytes.Length <= Sent, $"{reader} read {bytes.Length} bytes of {Path}, {Sent} were written");
        for (var i = 0; i < bytes.Length; i++)
        {
            world.Check(bytes[i] == this[i], $"{reader} read {bytes[i]} at {i} of {Path}, {this[i]} was written");
        }
    }
}
