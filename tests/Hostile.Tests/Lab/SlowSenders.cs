using System.Net;
using System.Net.Sockets;
using System.Text;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.DataTransfer;

namespace Hathi.Hostile.Tests.Lab;

/// <summary>
/// Holds many connections to every port at once: half of them have sent a beginning and nothing more, half send a byte at a time.
/// </summary>
internal sealed class SlowSenders(IEnumerable<IPEndPoint> ports, Findings findings, int connectionsOfEach) : IDisposable
{
    private const int TransferPort = 9866;
    private static readonly int[] s_http = [9870, 8088, 8042, 13562, 19888];

    /// <summary>Bytes that each of the slow ones sends in all.</summary>
    private const int Rounds = 60;

    private static readonly byte[] s_call = [.. "hrpc"u8, 9, 0, 0, 0, 0, 0x40, 0, .. Enumerable.Repeat((byte)1, 200)];
    private static readonly byte[] s_request = Encoding.ASCII.GetBytes($"GET /{new string('x', 200)} HTTP/1.1\r\nHost: x\r\n\r\n");
    private static readonly byte[] s_operation = OpHeader.ToArray(DataTransferOp.ReadBlock, new OpReadBlockProto
    {
        Header = new ClientOperationHeaderProto { BaseHeader = new BaseHeaderProto { Block =
            new ExtendedBlockProto { PoolId = new string('p', 200), BlockId = 1, GenerationStamp = 1 } }, ClientName = "slow" },
        Offset = 0,
        Len = 1,
    });

    private readonly List<(Socket Socket, byte[] Says)> _slow = [];
    private readonly List<Socket> _silent = [];

    /// <summary>Sends, and looks after each byte whether others are answered.</summary>
    public async Task RunAsync()
    {
        foreach (var port in ports)
        {
            for (var i = 0; i < connectionsOfEach; i++)
            {
                await OpenAsync(port, isSilent: i % 2 == 0);
            }

            await findings.LookAsync($"{connectionsOfEach} connections to {port} that send slowly");
        }

        for (var round = 1; round < Rounds; round++)
        {
            foreach (var (socket, says) in _slow)
            {
                await TrySendAsync(socket, says.AsMemory(round, 1));
            }

            await findings.LookAsync($"byte {round} of {_slow.Count} slow senders");
        }
    }

    public void Dispose()
    {
        foreach (var socket in _silent.Concat(_slow.Select(static s => s.Socket)))
        {
            socket.Dispose();
        }
    }

    private async Task OpenAsync(IPEndPoint port, bool isSilent)
    {
        findings.Called();
        var says = port.Port == TransferPort ? s_operation : s_http.Contains(port.Port) ? s_request : s_call;
        var socket = new Socket(port.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(port).WaitAsync(Findings.Patience);
        }
        catch (SocketException)
        {
            socket.Dispose(); // it takes no more, which is its right
            return;
        }

        await TrySendAsync(socket, says.AsMemory(0, isSilent ? 7 : 1));
        if (isSilent)
        {
            _silent.Add(socket);
        }
        else
        {
            _slow.Add((socket, says));
        }
    }

    private static async Task TrySendAsync(Socket socket, ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await socket.SendAsync(bytes).AsTask().WaitAsync(Findings.Patience);
        }
        catch (SocketException)
        {
            // It was cut off.
        }
    }
}
