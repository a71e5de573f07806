using Google.Protobuf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Server;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.NameNode.Mapping;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.NameNode.Calls;

/// <summary>
/// ClientProtocol, calls about erasure coding, which nothing here is: files are replicated. Job clients ask for just that of their
/// directories, by the policy that means replication, and are answered as Apache's NameNode answers where no other policy is enabled.
/// </summary>
internal sealed class ErasureCoding(CallSite site)
{
    /// <summary>Not a policy but the wish to have none (Apache's <c>ErasureCodeConstants.REPLICATION_POLICY_NAME</c>).</summary>
    private const string Replication = "replication";

    private const string Missing = "Path not found";

    public void AddTo(RpcProtocol protocol) => protocol
        .Add("setErasureCodingPolicy", SetErasureCodingPolicyRequestProto.Parser, Set)
        .Add("unsetErasureCodingPolicy", UnsetErasureCodingPolicyRequestProto.Parser, Unset)
        .Add("getErasureCodingPolicy", GetErasureCodingPolicyRequestProto.Parser, Get)
        .Add(
            "getErasureCodingPolicies",
            GetErasureCodingPoliciesRequestProto.Parser,
            (_, _) => new ValueTask<IMessage>(new GetErasureCodingPoliciesResponseProto()))
        .Add(
            "getErasureCodingCodecs",
            GetErasureCodingCodecsRequestProto.Parser,
            (_, _) => new ValueTask<IMessage>(new GetErasureCodingCodecsResponseProto()));

    private async ValueTask<IMessage> Set(SetErasureCodingPolicyRequestProto r, RpcCallContext c)
    {
        var policy = RequestTexts.Name(c.Method, r.EcPolicyName);
        if (policy != Replication)
        {
            throw new RpcFault(
                JavaExceptions.HadoopIllegalArgument,
                $"Policy '{policy}' does not match any enabled erasure coding policies: []. This NameNode replicates; "
                + $"the policy `{Replication}` is the one there is");
        }

        await DirectoryAsync(RequestTexts.Path(c.Method, r.Src), c).ConfigureAwait(false);
        return new SetErasureCodingPolicyResponseProto();
    }

    private async ValueTask<IMessage> Unset(UnsetErasureCodingPolicyRequestProto r, RpcCallContext c)
    {
        await DirectoryAsync(RequestTexts.Path(c.Method, r.Src), c).ConfigureAwait(false);
        return new UnsetErasureCodingPolicyResponseProto();
    }

    private async ValueTask<IMessage> Get(GetErasureCodingPolicyRequestProto r, RpcCallContext c)
    {
        await site.RequireReadableAsync(c, RequestTexts.Path(c.Method, r.Src), Missing).ConfigureAwait(false);
        return new GetErasureCodingPolicyResponseProto();
    }

    private async Task DirectoryAsync(string path, RpcCallContext c)
    {
        var status = await site.StatusAsync(c, path, Missing).ConfigureAwait(false);
        if (status.Kind != FileKind.Directory)
        {
            throw new RpcFault(JavaExceptions.IOException, $"Attempt to set an erasure coding policy for a file {path}");
        }
    }
}
