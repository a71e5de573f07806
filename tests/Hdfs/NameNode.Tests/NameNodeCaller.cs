using Google.Protobuf;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Client;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.NameNode.Tests;

/// <summary>Calls a NameNode's methods as this user or that.</summary>
internal sealed class NameNodeCaller(NameNodeFixture nameNode) : IAsyncDisposable
{
    private static readonly Dictionary<string, RpcProtocolName> s_protocols = typeof(ProtocolNames).GetFields().Where(
        static f => f.FieldType == typeof(string))
        .ToDictionary(
            static f => (string)f.GetValue(null)!, static f => new RpcProtocolName((string)f.GetValue(null)!, (long)ProtocolNames.Version));

    private readonly RpcClient _client = new(new RpcClientOptions(CurrentUser.Name) { CallTimeout = TimeSpan.FromMinutes(5) });

    public Task<T> AskAsync<T>(
        string protocol, string method, IMessage request, MessageParser<T> parser, string? user = null, int? callId = null)
        where T : class, IMessage<T>, new() => _client.CallAsync(
            nameNode.Server.RpcEndPoint, s_protocols[protocol], method, request, parser,
            new RpcCallOptions { User = user, CallId = callId }, CancellationToken.None);

    /// <summary>The refusal of a call; null: it was answered.</summary>
    public async Task<RpcRemoteException?> RefusalAsync<T>(
        string protocol, string method, IMessage request, MessageParser<T> parser, string? user = null)
        where T : class, IMessage<T>, new()
    {
        try
        {
            await AskAsync(protocol, method, request, parser, user);
            return null;
        }
        catch (RpcRemoteException e)
        {
            return e;
        }
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();
}
