using Google.Protobuf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Server;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Protocol;
using Hathi.Yarn.ResourceManager.Mapping;
using Hathi.Yarn.ResourceManager.Secrets;

namespace Hathi.Yarn.ResourceManager.Calls;

/// <summary>ResourceTracker (8031): NodeManagers register, tell how they are, and go.</summary>
internal sealed class NodeCalls(CallSite site)
{
    /// <summary>What NodeManagers take for the ResourceManager's version; theirs must not be newer than they allow.</summary>
    internal const string Version = "3.5.0";

    public void AddTo(RpcProtocol protocol) => protocol
        .Add("registerNodeManager", RegisterNodeManagerRequestProto.Parser, RequestBytes.NodeStatus, Register)
        .Add("nodeHeartbeat", NodeHeartbeatRequestProto.Parser, RequestBytes.NodeStatus, Heartbeat)
        .Add("unRegisterNodeManager", UnRegisterNodeManagerRequestProto.Parser, Unregister);

    private async ValueTask<IMessage> Register(RegisterNodeManagerRequestProto r, RpcCallContext c)
    {
        var node = r.NodeId.ToCore();
        if (string.IsNullOrEmpty(node.Host))
        {
            throw new RpcFault(JavaErrors.IllegalArgument, "registerNodeManager names no node.");
        }

        var logs = RequestLists.LogReports(r.LogAggregationReportsForApps);
        await site.NodeTokens.LookUpAsync(node, CancellationToken.None).ConfigureAwait(false);
        var answer = await site.Engine.AskAsync(NodeMapping.ToCore(r, site.Options.RackOf(node.Host), c)).ConfigureAwait(false);
        var response = new RegisterNodeManagerResponseProto
        {
            NodeAction = (NodeActionProto)answer.Action, RmIdentifier = answer.RmIdentifier, RmVersion = Version,
        };
        if (answer.Diagnostics.Length > 0)
        {
            response.DiagnosticsMessage = answer.Diagnostics;
        }

        if (answer.Action == NodeAction.Normal)
        {
            site.Reports.Logs.Take(node, logs);
            response.ContainerTokenMasterKey = site.Secrets.Containers.Current;
            response.NmTokenMasterKey = site.Secrets.Nodes.Current;
        }

        return response;
    }

    private async ValueTask<IMessage> Heartbeat(NodeHeartbeatRequestProto r, RpcCallContext c)
    {
        if (r.NodeStatus?.NodeId is null)
        {
            throw new RpcFault(JavaErrors.IllegalArgument, "nodeHeartbeat names no node.");
        }

        var logs = RequestLists.LogReports(r.LogAggregationReportsForApps);
        var answer = await site.Engine.AskAsync(NodeMapping.ToCore(r.NodeStatus, c)).ConfigureAwait(false);
        var response = NodeMapping.ToProto(answer);
        if (answer.Action == NodeAction.Normal)
        {
            site.Reports.Logs.Take(r.NodeStatus.NodeId.ToCore(), logs);
            if (News(site.Secrets.Containers, r.LastKnownContainerTokenMasterKey) is { } containers)
            {
                response.ContainerTokenMasterKey = containers;
            }

            if (News(site.Secrets.Nodes, r.LastKnownNmTokenMasterKey) is { } nodes)
            {
                response.NmTokenMasterKey = nodes;
            }
        }

        return response;
    }

    private async ValueTask<IMessage> Unregister(UnRegisterNodeManagerRequestProto r, RpcCallContext c)
    {
        await site.Engine.AskAsync(NodeMapping.ToCore(r, c)).ConfigureAwait(false);
        return new UnRegisterNodeManagerResponseProto();
    }

    /// <summary>The newest key, when the node does not know it.</summary>
    private static MasterKeyProto? News(KeyRing ring, MasterKeyProto? known) =>
        ring.Newest(known is null ? null : RequestNumbers.Int(known.KeyId));
}
