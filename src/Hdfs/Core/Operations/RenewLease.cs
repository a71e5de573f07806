using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Steps;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>The writer is alive (renewLease). No answer.</summary>
public sealed class RenewLeaseRequest : HolderRequest, IAsk<Done>;

internal static class RenewLease
{
    public static void Run(OperationContext context, RenewLeaseRequest request)
    {
        context.RequireNoSafeMode("Cannot renew lease for ", request.ClientName);
        if (context.Space.Leases.Get(request.ClientName) is { } lease)
        {
            context.Space.Leases.Hear(lease, context.Now.MonotonicMilliseconds);
        }
    }
}
