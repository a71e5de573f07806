using Hathi.Hdfs.Protocol.DataTransfer;

namespace Hathi.Hdfs.Client.Writing;

/// <summary>Packets that are not in use, kept for the next writer of the file system. Safe for use by several threads.</summary>
internal sealed class PacketPool(HdfsClientOptions options)
{
    /// <summary>Packets that are kept while nobody writes: a small file needs one, and an empty one to end with.</summary>
    internal const int KeptAtRest = 2;

    private readonly Lock _gate = new();
    private readonly Stack<Packet> _free = [];

    /// <summary>What packets hold at first, and after a flush.</summary>
    internal PacketPlan Plan { get; } = PacketPlan.For(options.WritePacketSize, options.Checksum);

    /// <summary>
    /// What packets hold when there is much to write, and what their buffers have room for; what is not used costs no memory.
    /// </summary>
    internal PacketPlan BulkPlan { get; } = PacketPlan.For(Math.Max(options.WritePacketSize, options.BulkPacketSize), options.Checksum);

    internal Packet Rent()
    {
        lock (_gate)
        {
            return _free.TryPop(out var packet) ? packet : new Packet(BulkPlan);
        }
    }

    /// <summary>Packets that are kept.</summary>
    internal int Free
    {
        get
        {
            lock (_gate)
            {
                return _free.Count;
            }
        }
    }

    /// <summary>
    /// Nobody writes any more: a daemon's file system lives as long as the daemon, and would keep a window of them from
    /// its first large file on.
    /// </summary>
    internal void Rest()
    {
        lock (_gate)
        {
            while (_free.Count > KeptAtRest)
            {
                _free.Pop();
            }

            _free.TrimExcess();
        }
    }

    /// <summary>Beyond what one writer has under way, packets are left to the collector.</summary>
    internal void Return(Packet packet)
    {
        lock (_gate)
        {
            if (_free.Count < options.MaxPacketsInFlight && _free.Count * (long)BulkPlan.MaxSize < options.MaxBytesInFlight)
            {
                _free.Push(packet);
            }
        }
    }
}
