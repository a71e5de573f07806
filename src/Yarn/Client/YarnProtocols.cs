using Hathi.Hadoop.Rpc;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.Client;

/// <summary>The protocols as the RPC client names them.</summary>
internal static class YarnProtocols
{
    internal static readonly RpcProtocolName ApplicationClient = new(ProtocolNames.ApplicationClient, (long)ProtocolNames.Version);
    internal static readonly RpcProtocolName ApplicationMaster = new(ProtocolNames.ApplicationMaster, (long)ProtocolNames.Version);
    internal static readonly RpcProtocolName ContainerManagement = new(ProtocolNames.ContainerManagement, (long)ProtocolNames.Version);
    internal static readonly RpcProtocolName Administration = new(ProtocolNames.ResourceManagerAdministration, (long)ProtocolNames.Version);

    /// <summary>A daemon that is being started again is waited for: 30 tries, up to a second apart (Apache waits for 15 minutes).</summary>
    internal static readonly RpcRetryPolicy Patient = new(
        30, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1), RepeatsSentCalls: true);
}
