using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.DataTransfer;
using Hathi.Hostile.Tests.Requests;
using Hathi.Hostile.Tests.Servers;

namespace Hathi.Hostile.Tests;

/// <summary>
/// Sends a DataNode every operation of DataTransferProtocol with every extreme, packets behind it that are none, and bytes
/// that are no operation.
/// </summary>
internal sealed class TransferCampaign(DataNodeWorld world, IHdfsCluster cluster, Findings findings)
{
    private const int LargeShare = 6;
    private const int HugeShare = 60;

    /// <summary>Ids of blocks that no file has.</summary>
    private const ulong FirstWritten = 1UL << 40;

    private int _written;

    private IPEndPoint EndPoint => cluster.TransferEndPoint;

    public async Task RunAsync()
    {
        await world.PrepareAsync();
        foreach (var (op, request) in TransferOps.All())
        {
            await TryOpAsync(op, $"{op} as it should be", static (_, _) => { }, request);
            await TryOpAsync(op, $"{op} with all lists long", static (m, _) => Extremes.LengthenAll(m, 20_000), request);
            foreach (var mutation in Mutation.Of(request, world.Others))
            {
                if (findings.Takes(mutation.Extreme.Weight, LargeShare, HugeShare))
                {
                    await TryOpAsync(op, $"{op} with {mutation}", mutation.Apply, request);
                }
            }

            findings.LookAtMemory($"{op}");
        }

        foreach (var (name, bytes) in findings.Some(Garbage()))
        {
            await SendAsync(name, bytes);
        }

        findings.LookAtMemory("garbage");
        await world.ReadAsync();
        findings.Tell("operations of DataTransferProtocol");
    }

    private async Task TryOpAsync(DataTransferOp op, string name, Action<IMessage, Template> change, MessageDescriptor type)
    {
        await world.PrepareAsync();
        _written++;
        var template = new Template(op == DataTransferOp.WriteBlock ? KnownOfWrite : world.Known);
        var request = template.Build(type);
        change(request, template);
        var packets = op == DataTransferOp.WriteBlock ? Packets()[findings.Random.Next(Packets().Count)] : [];
        await SendAsync(name, [.. OpHeader.ToArray(op, request), .. packets]);
    }

    // A block that is not there yet, without other nodes: so that packets are read at all.
    private object? KnownOfWrite(FieldDescriptor field) => (field.ContainingType.Name, field.Name) switch
    {
        ("ExtendedBlockProto", "blockId") => FirstWritten + (ulong)_written,
        ("ExtendedBlockProto", "numBytes") => 0UL,
        (_, "stage") => OpWriteBlockProto.Types.BlockConstructionStage.PipelineSetupCreate,
        (_, "targets" or "source" or "storageId") => null,
        _ => world.Known(field),
    };

    /// <summary>Sends bytes, says that no more come, and reads what is answered until the node closes.</summary>
    private async Task SendAsync(string name, byte[] bytes)
    {
        findings.Called();
        using var socket = new Socket(EndPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        using var patience = new CancellationTokenSource(Findings.Patience);
        try
        {
            await socket.ConnectAsync(EndPoint, patience.Token);
            await socket.SendAsync(bytes, patience.Token);
            socket.Shutdown(SocketShutdown.Send);
            var answer = new byte[64 * 1024];
            while (await socket.ReceiveAsync(answer, patience.Token) > 0)
            {
            }
        }
        catch (SocketException)
        {
            // It was cut off, which is an answer.
        }
        catch (OperationCanceledException)
        {
            findings.Fault($"{name}: the connection was neither answered nor closed");
        }

        if (world.Failed.IsCompleted)
        {
            findings.Fault($"{name} ENDED THE SERVER: {world.Failed.Exception?.GetBaseException()}");
            findings.AssertNone();
        }

        await findings.LookAsync(name);
    }

    /// <summary>What may come behind an operation that writes.</summary>
    private static List<byte[]> Packets()
    {
        var packets = new List<byte[]>();
        foreach (var (length, dataLength) in ((int, int)[])
        [
            (4, 0), (int.MaxValue, 1), (-1, 0), (int.MinValue, int.MinValue), (0, 0), (4 + 65_536, 65_536), (516, int.MaxValue), (4, -1),
            (1 << 24, 1 << 24),
        ])
        {
            foreach (var (offset, sequence, last) in ((long, long, bool)[])
            [
                (0, 0, true), (-1, -1, false), (long.MaxValue, long.MaxValue, false), (long.MinValue, 0, true),
            ])
            {
                var header = new PacketHeaderProto
                {
                    OffsetInBlock = offset, Seqno = sequence, LastPacketInBlock = last, DataLen = dataLength,
                }.ToByteArray();
                var packet = new byte[6 + header.Length + 2048];
                BinaryPrimitives.WriteInt32BigEndian(packet, length);
                BinaryPrimitives.WriteInt16BigEndian(packet.AsSpan(4), (short)header.Length);
                header.CopyTo(packet, 6);
                packets.Add(packet);
            }
        }

        packets.Add([0, 0, 0, 4, 0xff, 0xff]);
        packets.Add([0, 0, 0, 4, 0, 0]);
        packets.Add([]);
        return packets;
    }

    private IEnumerable<(string Name, byte[] Bytes)> Garbage()
    {
        yield return ("nothing", []);
        yield return ("half a version", [0]);
        yield return ("another version", [0, 17, 80, 0]);
        yield return ("a SASL handshake", [0xde, 0xad, 0xbe, 0xef, 0xff, 0xff, 0xff, 0xff, 0x7f]);
        yield return ("an HTTP request", "GET / HTTP/1.1\r\n\r\n"u8.ToArray());
        for (var op = 0; op < 256; op++)
        {
            yield return ($"operation {op} of no length", [0, 28, (byte)op]);
            yield return ($"operation {op} of 2^31 - 1 bytes", [0, 28, (byte)op, 0xff, 0xff, 0xff, 0xff, 0x07, 1]);
            yield return ($"operation {op} of -1 bytes", [0, 28, (byte)op, 0xff, 0xff, 0xff, 0xff, 0x0f, 1]);
            yield return ($"operation {op} of a length without end",
                [0, 28, (byte)op, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
            yield return ($"operation {op} of groups in groups", [0, 28, (byte)op, 0xe8, 0x07, .. Enumerable.Repeat((byte)0x0b, 1000)]);
        }

        for (var i = 0; i < 200; i++)
        {
            var bytes = new byte[findings.Random.Next(1, 300)];
            for (var at = 0; at < bytes.Length; at++)
            {
                bytes[at] = (byte)findings.Random.Next(256);
            }

            (bytes[0], bytes[bytes.Length > 1 ? 1 : 0]) = (0, 28);
            yield return ($"random bytes {i}", bytes);
        }
    }
}
