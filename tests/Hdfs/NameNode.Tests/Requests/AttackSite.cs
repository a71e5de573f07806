using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Hathi.Hadoop.Rpc;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.Datanode;

namespace Hathi.Hdfs.NameNode.Tests.Requests;

/// <summary>
/// A NameNode with one DataNode, which is made of calls only, and one file that is being written: what extreme calls are made upon.
/// </summary>
internal sealed class AttackSite : IAsyncDisposable
{
    private readonly NameNodeCaller _caller;

    private AttackSite(NameNodeFixture nameNode, string poolId)
    {
        _caller = new NameNodeCaller(nameNode);
        Requests = new PlausibleRequests(poolId);
    }

    public PlausibleRequests Requests { get; }

    public static async Task<AttackSite> StartAsync(NameNodeFixture nameNode)
    {
        var site = new AttackSite(nameNode, nameNode.Server.Directory.Version.BlockPoolId!);
        var version = await site.AskAsync(ProtocolNames.Datanode, "versionRequest", new VersionRequestProto(), VersionResponseProto.Parser);
        site.Requests.NameSpace = version.Info.StorageInfo;
        return site;
    }

    /// <summary>Safe mode is off, the DataNode alive, the file open with one block.</summary>
    public async Task PrepareAsync()
    {
        await AskAsync(
            ProtocolNames.Client,
            "setSafeMode",
            new SetSafeModeRequestProto { Action = SafeModeActionProto.SafemodeForceExit },
            SetSafeModeResponseProto.Parser);
        var register = (RegisterDatanodeRequestProto)Requests.Make(typeof(RegisterDatanodeRequestProto));
        await AskAsync(ProtocolNames.Datanode, "registerDatanode", register, RegisterDatanodeResponseProto.Parser);
        var heartbeat = (HeartbeatRequestProto)Requests.Make(typeof(HeartbeatRequestProto));
        heartbeat.Reports[0].Capacity = heartbeat.Reports[0].Remaining = 1UL << 40;
        await AskAsync(ProtocolNames.Datanode, "sendHeartbeat", heartbeat, HeartbeatResponseProto.Parser);
        var create = (CreateRequestProto)Requests.Make(typeof(CreateRequestProto));
        (create.CreateFlag, create.CreateParent) = (3, true);
        var made = await AskAsync(ProtocolNames.Client, "create", create, CreateResponseProto.Parser);
        Requests.FileId = made.Fs.FileId;
        var add = new AddBlockRequestProto { Src = PlausibleRequests.Path, ClientName = PlausibleRequests.Holder };
        Requests.Block = (await AskAsync(ProtocolNames.Client, "addBlock", add, AddBlockResponseProto.Parser)).Block.B;
    }

    /// <summary>Sends a request as it is.</summary>
    /// <returns>The refusal; null: it was answered.</returns>
    public Task<RpcRemoteException?> CallAsync(string protocol, string method, byte[] request, string? user = null) =>
        // a message without fields keeps any bytes
        _caller.RefusalAsync(protocol, method, Empty.Parser.ParseFrom(request), Empty.Parser, user);

    public ValueTask DisposeAsync() => _caller.DisposeAsync();

    private Task<T> AskAsync<T>(string protocol, string method, IMessage request, MessageParser<T> parser)
        where T : class, IMessage<T>, new() => _caller.AskAsync(protocol, method, request, parser);
}
