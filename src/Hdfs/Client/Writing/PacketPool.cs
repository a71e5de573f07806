using Hathi.Hdfs.Protocol.DataTransfer;

namespace Hathi.Hdfs.Client.Writing;

/// <summary>Packets that are not in use, kept for the next writer of the file system. Safe for use by several threads.</summary>
internal sealed class PacketPool(HdfsClientOptions options)
{
    private readonly Lock _gate = new();
    private readonly Stack<Packet> _free = [];

    internal PacketPlan Plan { get; } = PacketPlan.For(options.WritePacketSize, options.Checksum);

    internal Packet Rent()
    {
        lock (_gate)
        {
            return _free.TryPop(out var packet) ? packet : new Packet(Plan);
        }
    }

    /// <summary>Beyond what one writer has under way, packets are left to the collector.</summary>
    internal void Return(Packet packet)
    {
        lock (_gate)
        {
            if (_free.Count < options.MaxPacketsInFlight)
            {
                _free.Push(packet);
            }
        }
    }
}
