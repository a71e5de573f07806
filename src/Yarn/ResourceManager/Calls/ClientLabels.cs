using Google.Protobuf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Server;
using Hathi.Yarn.Core.Operations;
using Hathi.Yarn.Protocol;
using Hathi.Yarn.ResourceManager.Mapping;

namespace Hathi.Yarn.ResourceManager.Calls;

/// <summary>ApplicationClientProtocol (8032), calls about labels and attributes of nodes: there are none.</summary>
internal sealed class ClientLabels(CallSite site)
{
    public void AddTo(RpcProtocol protocol) => protocol
        .Add("getClusterNodeLabels", GetClusterNodeLabelsRequestProto.Parser, static (_, _) => new(new GetClusterNodeLabelsResponseProto()))
        .Add("getLabelsToNodes", GetLabelsToNodesRequestProto.Parser, static (_, _) => new(new GetLabelsToNodesResponseProto()))
        .Add("getNodeToLabels", GetNodesToLabelsRequestProto.Parser, NodesToLabels)
        .Add(
            "getClusterNodeAttributes",
            GetClusterNodeAttributesRequestProto.Parser,
            static (_, _) => new(new GetClusterNodeAttributesResponseProto()))
        .Add("getAttributesToNodes", GetAttributesToNodesRequestProto.Parser, static (_, _) => new(new GetAttributesToNodesResponseProto()))
        .Add(
            "getNodesToAttributes", GetNodesToAttributesRequestProto.Parser, static (_, _) => new(new GetNodesToAttributesResponseProto()));

    private async ValueTask<IMessage> NodesToLabels(GetNodesToLabelsRequestProto r, RpcCallContext c)
    {
        var nodes = await site.Engine.AskAsync(new GetClusterNodesRequest { User = c.User }).ConfigureAwait(false);
        var response = new GetNodesToLabelsResponseProto();
        response.NodeToLabels.AddRange(nodes.Select(static node => new NodeIdToLabelsProto { NodeId = node.Id.ToProto() }));
        return response;
    }
}
