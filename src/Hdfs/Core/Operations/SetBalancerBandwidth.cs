using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Steps;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>Limits what DataNodes spend on balancing (setBalancerBandwidth): superuser. No answer.</summary>
public sealed class SetBalancerBandwidthRequest : ClientRequest, IAsk<Done>
{
    public required long BytesPerSecond { get; init; }
}

internal static class SetBalancerBandwidth
{
    public static void Run(OperationContext context, SetBalancerBandwidthRequest request)
    {
        context.Permissions.RequireSuperUser(request.Caller, "setBalancerBandwidth");
        context.Changing();
        context.Blocks.View.SetBalancerBandwidth(request.BytesPerSecond);
    }
}
