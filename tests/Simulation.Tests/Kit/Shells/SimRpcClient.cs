using System.Net;
using Google.Protobuf;
using Hathi.Hadoop.Rpc;

namespace Hathi.Simulation.Tests.Kit.Shells;

/// <summary>
/// Calls servers over streams: one to a server, shared by all calls; a call without an answer in time gives it up, and
/// the next opens another.
/// </summary>
internal sealed class SimRpcClient(ShellActor actor, string user, TimeSpan timeout) : IRpcClient
{
    private readonly Dictionary<EndPoint, Link> _links = [];
    private readonly RpcClientId _clientId = new(actor.Random.NextUInt64(), actor.Random.NextUInt64());
    private int _lastCallId = -1;
    private long _number;

    public int NextCallId() => ++_lastCallId;

    public async Task<TResponse> CallAsync<TResponse>(
        EndPoint server,
        RpcProtocolName protocol,
        string method,
        IMessage request,
        MessageParser<TResponse> parser,
        RpcCallOptions options,
        CancellationToken cancellation)
        where TResponse : class, IMessage<TResponse>, new()
    {
        cancellation.ThrowIfCancellationRequested();
        var link = LinkTo((IPEndPoint)server);
        var call = new SimRpcCall(
            ++_number, protocol.Name, method, request.ToByteArray(), options.User ?? user, _clientId, options.CallId ?? NextCallId(),
            options.RetryCount);
        var waiting = link.Send(call);
        SimRpcAnswer answer;
        try
        {
            answer = await waiting.WaitAsync(options.Timeout ?? timeout, actor.Time, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException e)
        {
            link.Break();
            throw new RpcConnectionException(
                $"{server}", $"{server} did not answer {method} in time", callMayHaveRun: true, retriable: true, e);
        }
        finally
        {
            link.Forget(call.Number);
        }

        return answer.Fault is { } fault
            ? throw new RpcRemoteException(fault.JavaClass, fault.Message, fault.Code, fault.IsFatal)
            : parser.ParseFrom(answer.Message);
    }

    public ValueTask DisposeAsync()
    {
        foreach (var link in _links.Values.ToArray())
        {
            link.Break();
        }

        return ValueTask.CompletedTask;
    }

    private Link LinkTo(IPEndPoint server)
    {
        if (!_links.TryGetValue(server, out var link))
        {
            _links.Add(server, link = new Link(actor.Net.Open(server), () => _links.Remove(server)));
        }

        return link;
    }

    /// <summary>The stream to one server.</summary>
    private sealed class Link
    {
        private readonly SimStream _stream;
        private readonly Action _broken;
        private readonly SortedDictionary<long, TaskCompletionSource<SimRpcAnswer>> _waiting = [];

        internal Link(SimStream stream, Action broken)
        {
            _stream = stream;
            _broken = broken;
            stream.Watch(Take);
        }

        internal Task<SimRpcAnswer> Send(SimRpcCall call)
        {
            var waiting = new TaskCompletionSource<SimRpcAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add(call.Number, waiting);
            _stream.Send(call);
            return waiting.Task;
        }

        internal void Forget(long number) => _waiting.Remove(number);

        internal void Break()
        {
            _broken();
            _stream.Close();
            foreach (var waiting in _waiting.Values.ToArray())
            {
                waiting.TrySetException(new RpcConnectionException(
                    $"{_stream.Remote}", $"the connection to {_stream.Remote} is lost", callMayHaveRun: true, retriable: true, null));
            }
        }

        private void Take()
        {
            while (_stream.Inbox.TryDequeue(out var payload))
            {
                var answer = (SimRpcAnswer)payload;
                if (_waiting.TryGetValue(answer.Number, out var waiting))
                {
                    waiting.TrySetResult(answer);
                }
            }

            if ((_stream.IsReset || _stream.HasEnded) && !_stream.IsClosed)
            {
                Break();
            }
        }
    }
}
