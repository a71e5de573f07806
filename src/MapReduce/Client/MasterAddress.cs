using System.Net;
using Hathi.Hadoop.Rpc;
using Hathi.Yarn.Protocol;

namespace Hathi.MapReduce.Client;

/// <summary>Where a job's master listens.</summary>
internal static class MasterAddress
{
    /// <summary>The master of a running application; null when there is none that can be asked.</summary>
    internal static EndPoint? Of(ApplicationReportProto report) =>
        report is { YarnApplicationState: YarnApplicationStateProto.Running, RpcPort: > 0 }
            ? RpcAddress.Parse($"{report.Host}:{report.RpcPort}")
            : null;
}
