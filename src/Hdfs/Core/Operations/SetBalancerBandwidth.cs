using Hathi.Hdfs.Core.NameNode;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>Limits what DataNodes spend on balancing (setBalancerBandwidth): superuser. No answer.</summary>
public sealed class SetBalancerBandwidthRequest : ClientRequest
{
    public required long BytesPerSecond { get; init; }
}
