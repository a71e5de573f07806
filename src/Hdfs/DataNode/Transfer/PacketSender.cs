using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Hathi.Base;
using Hathi.Hdfs.DataNode.Native;
using Hathi.Hdfs.DataNode.Storage;
using Hathi.Hdfs.Protocol.DataTransfer;
using Microsoft.Win32.SafeHandles;

namespace Hathi.Hdfs.DataNode.Transfer;

/// <summary>
/// Sends a range of a replica as packets: header and checksums from a small buffer, data on Linux straight from the page cache to
/// the socket. Source: BlockSender.
/// </summary>
internal sealed unsafe class PacketSender(Connection connection, ReplicaReader reader, int packetSize, MoveThrottle? throttle)
{
    /// <summary>Bytes of data sent so far.</summary>
    internal long Sent { get; private set; }

    /// <summary>Sends everything, and the empty packet that ends it.</summary>
    /// <exception cref="SocketException">The peer is gone, or has not read for too long.</exception>
    /// <exception cref="IOException">The disk failed; the connection can only be closed.</exception>
    internal void SendAll()
    {
        var checksum = reader.Header.Checksum;
        var chunks = Math.Max(1, packetSize / checksum.BytesPerChecksum);
        var dataPerPacket = (long)chunks * checksum.BytesPerChecksum;
        var handle = OperatingSystem.IsLinux() ? reader.Data.Handle : null;
        var headSize = PacketHeader.MaxSize + (chunks * checksum.Size);
        using var buffer = new NativeBuffer(headSize + (handle is null ? (int)dataPerPacket : 0));
        var offset = reader.Range.Start;
        long sequence = 0;
        while (offset < reader.Range.End)
        {
            var length = (int)Math.Min(dataPerPacket, reader.Range.End - offset);
            var head = WriteHead(buffer, new PacketHeader(offset, sequence++, checksum.ChecksumLength(length), length, false, false));
            throttle?.Pass(length);
            if (handle is null)
            {
                ReadFully(buffer.Slice(head, length), offset);
                connection.Send(buffer.Slice(0, head + length));
            }
            else
            {
                SendHead(buffer, head, more: true);
                SendData(handle, offset, length);
            }

            offset += length;
            Sent += length;
        }

        SendHead(buffer, WriteHead(buffer, new PacketHeader(offset, sequence, 0, 0, true, false)), more: false);
    }

    private int WriteHead(NativeBuffer buffer, PacketHeader header)
    {
        var n = header.Write(buffer.Slice(0, header.Size));
        if (header.ChecksumLength == 0)
        {
            return n;
        }

        var sums = buffer.Slice(n, header.ChecksumLength);
        if (reader.Meta!.Read(reader.Header.ChecksumOffset(header.OffsetInBlock), sums) < sums.Length)
        {
            // Other checksums in their place would have the reader report the replica, which may have been cut meanwhile.
            throw TooShort();
        }

        if (reader.LastChecksum is { } last && header.OffsetInBlock + header.DataLength == reader.Range.End)
        {
            BinaryPrimitives.WriteUInt32BigEndian(sums[^4..], last);
        }

        return n + header.ChecksumLength;
    }

    private void ReadFully(Span<byte> target, long offset)
    {
        if (reader.Data.Read(offset, target) < target.Length)
        {
            throw TooShort();
        }
    }

    private void SendHead(NativeBuffer buffer, int length, bool more)
    {
        if (!OperatingSystem.IsLinux())
        {
            connection.Send(buffer.Slice(0, length));
            return;
        }

        var flags = PosixCalls.MessageNoSignal | (more ? PosixCalls.MessageMore : 0);
        var at = 0;
        while (at < length)
        {
            var n = PosixCalls.Send(connection.Socket.SafeHandle, buffer.Start + at, length - at, flags);
            at += n >= 0 ? (int)n : Retry();
        }
    }

    private void SendData(SafeFileHandle file, long offset, int length)
    {
        var end = offset + length;
        while (offset < end)
        {
            var n = PosixCalls.SendFile(connection.Socket.SafeHandle, file, ref offset, (nint)(end - offset));
            if (n == 0)
            {
                throw TooShort();
            }

            if (n < 0)
            {
                Retry();
            }
        }
    }

    private int Retry() => Marshal.GetLastPInvokeError() switch
    {
        PosixCalls.Interrupted => 0,
        PosixCalls.TryAgain => throw new SocketException((int)SocketError.TimedOut),
        PosixCalls.NotConnected => throw new SocketException((int)SocketError.NotConnected),
        var error when DiskFaults.KindOf(error) == DiskFault.Medium => throw DiskException.OfRead(DiskFault.Medium, DataPath, $"The disk failed while {DataPath} was read: {Marshal.GetPInvokeErrorMessage(error)}.", null),
        var error => throw new SocketException((int)SocketError.SocketError, Marshal.GetPInvokeErrorMessage(error)),
    };

    private string DataPath => reader.Volume.Pool.Data(reader.Replica);

    private IOException TooShort() => new($"A file of {reader.Replica} on {reader.Volume.Root} is shorter than its length.");
}
