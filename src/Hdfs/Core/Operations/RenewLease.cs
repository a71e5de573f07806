using Hathi.Hdfs.Core.NameNode;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>The writer is alive (renewLease). No answer.</summary>
public sealed class RenewLeaseRequest : ClientRequest
{
    /// <summary>Holder of the lease, as the client names itself.</summary>
    public required string ClientName { get; init; }
}
