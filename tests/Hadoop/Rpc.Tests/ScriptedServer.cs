using System.Net;
using System.Net.Sockets;
using Google.Protobuf;
using Hathi.Hadoop.Rpc.Protocol;

namespace Hathi.Rpc.Tests;

/// <summary>A server that does what a test says, connection by connection, so that clients can be shown every misfortune.</summary>
internal sealed class ScriptedServer : IDisposable
{
    private readonly TcpListener _listener = new(TestServer.Address, 0);

    /// <summary>
    /// Starts it; <paramref name="script"/> gets each connection with its number, from 0, and it is closed when the script ends.
    /// </summary>
    public ScriptedServer(Func<int, Connection, Task> script)
    {
        _listener.Start();
        Running = RunAsync(script);
    }

    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndpoint;

    /// <summary>Ends when the server was disposed; fails when a script failed.</summary>
    public Task Running { get; }

    public void Dispose() => _listener.Dispose();

    private async Task RunAsync(Func<int, Connection, Task> script)
    {
        for (var number = 0; ; number++)
        {
            Socket socket;
            try
            {
                socket = await _listener.AcceptSocketAsync();
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }

            using (socket)
            {
                await script(number, new Connection(socket));
            }
        }
    }

    /// <summary>One connection, seen from the server.</summary>
    internal sealed class Connection(Socket socket)
    {
        private readonly NetworkStream _stream = new(socket);

        public EndPoint Remote => socket.RemoteEndPoint!;

        /// <summary>Reads header and context.</summary>
        public async Task<IpcConnectionContextProto> ReadContextAsync()
        {
            await _stream.ReadExactlyAsync(new byte[WireBytes.Simple.Length]);
            using var frame = await ReadFrameAsync();
            _ = RpcRequestHeaderProto.Parser.ParseDelimitedFrom(frame);
            return IpcConnectionContextProto.Parser.ParseDelimitedFrom(frame);
        }

        /// <summary>Reads one request and gives its header.</summary>
        public async Task<RpcRequestHeaderProto> ReadCallAsync()
        {
            using var frame = await ReadFrameAsync();
            return RpcRequestHeaderProto.Parser.ParseDelimitedFrom(frame);
        }

        public async Task AnswerAsync(RpcRequestHeaderProto request, IMessage answer) => await SendAsync(WireBytes.Frame(
            WireBytes.Delimited(new RpcResponseHeaderProto { CallId = (uint)request.CallId, Status = 0, ClientId = request.ClientId }),
            WireBytes.Delimited(answer)));

        public async Task RefuseAsync(uint callId, RpcResponseHeaderProto.Types.RpcStatusProto status, string javaClass) =>
            await SendAsync(WireBytes.Frame(
                WireBytes.Delimited(new RpcResponseHeaderProto
                {
                    CallId = callId, Status = status, ExceptionClassName = javaClass, ErrorMsg = "no\n\tat Java",
                })));

        public async Task SendAsync(byte[] bytes) => await _stream.WriteAsync(bytes);

        /// <summary>Waits until the client closes.</summary>
        public async Task ReadToEndAsync()
        {
            var rest = new byte[4096];
            try
            {
                while (await _stream.ReadAsync(rest) > 0)
                {
                    // read on
                }
            }
            catch (IOException)
            {
                // closed the hard way
            }
        }

        private async Task<MemoryStream> ReadFrameAsync()
        {
            var length = new byte[sizeof(int)];
            await _stream.ReadExactlyAsync(length);
            var body = new byte[System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(length)];
            await _stream.ReadExactlyAsync(body);
            return new MemoryStream(body);
        }
    }
}
