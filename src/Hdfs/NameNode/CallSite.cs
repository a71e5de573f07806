using System.Runtime.CompilerServices;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.NameNode.Mapping;
using Hathi.Rpc;

namespace Hathi.Hdfs.NameNode;

/// <summary>What every protocol of the NameNode shares: the engine to ask, the mappings, who calls.</summary>
internal sealed class CallSite(NameNodeEngine engine, BlockMapping blocks, IUserGroups groups)
{
    private readonly ConditionalWeakTable<RpcPeer, Caller> _callers = [];

    public NameNodeEngine Engine { get; } = engine;

    public BlockMapping Blocks { get; } = blocks;

    public IUserGroups Groups { get; } = groups;

    /// <summary>The caller of a connection; groups are looked up once a connection.</summary>
    public Caller CallerOf(RpcCallContext call) => _callers.GetValue(
        call.Peer, peer => new Caller(peer.User, Groups.GroupsOf(peer.User), peer.Remote.Address.MapToIPv4().ToString()));

    /// <summary>The identity of a call that must not be carried out twice.</summary>
    public static CallKey KeyOf(RpcCallContext call) => new(call.ClientId.High, call.ClientId.Low, call.CallId);

    /// <summary>Group memberships may have changed.</summary>
    public void ForgetCallers()
    {
        Groups.Refresh();
        _callers.Clear();
    }
}
