using System.Buffers;
using System.Text;
using Google.Protobuf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Server;

namespace Hathi.Simulation.Tests.Kit.Shells;

/// <summary>Answers the calls of protocols as they ship, over streams in place of connections.</summary>
internal sealed class SimRpcServer(ShellLife life, IReadOnlyCollection<RpcProtocol> protocols)
{
    private readonly Dictionary<string, RpcProtocol> _protocols = protocols.ToDictionary(static p => p.Name, StringComparer.Ordinal);

    /// <summary>Serves a stream until it is closed.</summary>
    public void Serve(SimStream stream)
    {
        var peers = new Dictionary<(string, string), RpcPeer>();
        void Take()
        {
            while (stream.Inbox.TryDequeue(out var payload))
            {
                var call = (SimRpcCall)payload;
                if (!peers.TryGetValue((call.User, call.Protocol), out var peer))
                {
                    peers.Add((call.User, call.Protocol), peer = new RpcPeer(call.User, null, stream.Remote, call.Protocol));
                }

                // As with the real server the handler begins where the call is read.
                _ = AnswerAsync(stream, call, peer);
            }
        }

        stream.Watch(Take);
        Take();
    }

    private async Task AnswerAsync(SimStream stream, SimRpcCall call, RpcPeer peer)
    {
        try
        {
            stream.Send(new SimRpcAnswer(call.Number, (await InvokeAsync(call, peer).ConfigureAwait(false)).ToByteArray(), null));
        }
        catch (RpcFault fault)
        {
            stream.Send(new SimRpcAnswer(call.Number, null, fault));
        }
        catch (Exception e) when (e is OperationCanceledException or SimulatedCrashException)
        {
            // The server is ending: nobody answers.
        }
        catch (Exception e)
        {
            life.Failed(e);
        }
    }

    private ValueTask<IMessage> InvokeAsync(SimRpcCall call, RpcPeer peer)
    {
        if (!_protocols.TryGetValue(call.Protocol, out var protocol))
        {
            throw new InvalidOperationException($"nobody here answers {call.Protocol}");
        }

        var method = protocol.Find(Encoding.UTF8.GetBytes(call.Method)) ?? throw protocol.UnknownMethod(call.Method, call.Protocol);
        var context = new RpcCallContext(call.ClientId, call.CallId, call.RetryCount, peer, call.Protocol, call.Method, null)
        {
            ClientIdBytes = call.ClientId.ToBytes(),
        };
        return method.Invoke(new ReadOnlySequence<byte>(call.Request), context);
    }
}
