using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Google.Protobuf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Protocol;
using Hathi.Hadoop.Rpc.Wire;
using Hathi.Hdfs.Protocol;

namespace Hathi.Bench;

/// <summary>
/// One connection of the load generator, for one caller or several: a blocking socket, frames written and replies looked at without
/// anything between, so that the measurement is of the server.
/// </summary>
internal sealed class LoadConnection : IDisposable
{
    private static readonly RpcProtocolName s_client = new(ProtocolNames.Client, (long)ProtocolNames.Version);
    private static readonly TimeSpan s_replyTimeout = TimeSpan.FromSeconds(60);

    private readonly byte[] _clientId = RpcClientId.NewRandom().ToBytes();
    private readonly Socket _socket;
    private readonly Dictionary<int, LoadCaller> _pending = [];
    private byte[] _input = new byte[64 * 1024];
    private byte[] _output = new byte[16 * 1024];
    private int _have;
    private int _filled;
    private int _callId = -1;

    public LoadConnection(IPEndPoint server)
    {
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true, ReceiveTimeout = (int)s_replyTimeout.TotalMilliseconds,
        };
        _socket.Connect(server);
        var user = new UserInformationProto { EffectiveUser = Environment.UserName };
        _socket.Send(ConnectionHeader.Simple);
        Append(new RequestFrame(
            CallIds.ConnectionContext,
            RequestHeader.Absent,
            _clientId,
            [],
            new IpcConnectionContextProto { UserInfo = user, Protocol = ProtocolNames.Client }));
    }

    /// <summary>
    /// Carries out the calls of one operation for <paramref name="each"/> names of each of some callers: a caller has one call under way
    /// and makes the next when it is answered. What is to be sent while replies are read leaves in one piece.
    /// </summary>
    /// <exception cref="BenchException">The server refused.</exception>
    public void Drive((string Method, Func<LoadCaller, int, IMessage> Request)[] calls, LoadCaller[] callers, int each)
    {
        foreach (var caller in callers)
        {
            caller.Begin();
            Next(calls, caller, each);
        }

        Flush();
        while (_pending.Count > 0)
        {
            Receive(caller => Next(calls, caller, each));
            Flush();
        }
    }

    public void Dispose() => _socket.Dispose();

    private void Next((string Method, Func<LoadCaller, int, IMessage> Request)[] calls, LoadCaller caller, int each)
    {
        if (caller.TryNext(calls.Length, each, out var name, out var call))
        {
            _pending.Add(++_callId, caller);
            Append(new RequestFrame(_callId, 0, _clientId, s_client.EngineHeader(calls[call].Method), calls[call].Request(caller, name)));
        }
    }

    /// <summary>Waits for replies and tells whose call each answers.</summary>
    private void Receive(Action<LoadCaller> answered)
    {
        var read = _socket.Receive(_input.AsSpan(_have));
        if (read == 0)
        {
            throw new BenchException("the server closed the connection");
        }

        _have += read;
        var at = 0;
        while (_have - at >= Framing.LengthBytes)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(_input.AsSpan(at));
            if (_have - at < Framing.LengthBytes + length)
            {
                break;
            }

            answered(Take(new ReadOnlySequence<byte>(_input, at + Framing.LengthBytes, length)));
            at += Framing.LengthBytes + length;
        }

        _input.AsSpan(at, _have - at).CopyTo(_input);
        _have -= at;
        if (_have == _input.Length)
        {
            Array.Resize(ref _input, 2 * _input.Length);
        }
    }

    private LoadCaller Take(ReadOnlySequence<byte> frame)
    {
        if (!Framing.TryReadDelimited(ref frame, out var bytes)
            || !ResponseHeader.TryDecode(bytes.FirstSpan, out var header)
            || !_pending.Remove(header.CallId, out var caller))
        {
            throw new BenchException("a reply does not decode or is to no call of ours");
        }

        return header.Status == ResponseHeader.StatusSuccess
            ? caller
            : throw new BenchException(Encoding.UTF8.GetString(header.ErrorMessage));
    }

    private void Append(in RequestFrame frame)
    {
        if (_output.Length < _filled + frame.Size)
        {
            Array.Resize(ref _output, 2 * (_filled + frame.Size));
        }

        frame.Write(_output.AsSpan(_filled, frame.Size));
        _filled += frame.Size;
    }

    private void Flush()
    {
        for (var at = 0; at < _filled;)
        {
            at += _socket.Send(_output.AsSpan(at, _filled - at));
        }

        _filled = 0;
    }
}

/// <summary>One who has one call under way at a time, with names of its own.</summary>
internal sealed class LoadCaller(string root, string name)
{
    private int _name;
    private int _call;

    /// <summary>The client's name, that of its leases.</summary>
    public string Name { get; } = name;

    /// <summary>Ten names a directory.</summary>
    public string Path(string kind, int i) => $"{root}/{i / 10}/{kind}{i}";

    public void Begin() => (_name, _call) = (0, 0);

    /// <summary>
    /// The next call of an operation of <paramref name="calls"/> calls over <paramref name="each"/> names; false: it is done.
    /// </summary>
    public bool TryNext(int calls, int each, out int name, out int call)
    {
        (name, call) = (_name, _call);
        if (name == each)
        {
            return false;
        }

        _call = (_call + 1) % calls;
        _name += _call == 0 ? 1 : 0;
        return true;
    }
}
