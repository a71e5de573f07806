using Hathi.Hdfs.Client.Calls;
using Hathi.Hdfs.Protocol;
using Hathi.Rpc;

namespace Hathi.Hdfs.Client;

/// <summary>The NameNodes' memory of which groups a user is in.</summary>
public static class UserMappings
{
    private static readonly RpcProtocolName Protocol = new(ProtocolNames.RefreshUserMappings, (long)ProtocolNames.Version);

    /// <summary>Makes each NameNode of a file system forget it; the groups of a user are looked up again when he comes.</summary>
    /// <exception cref="HdfsException">A NameNode refused.</exception>
    /// <exception cref="IOException">One cannot be reached.</exception>
    public static async Task RefreshAsync(Uri uri, Configuration configuration, string user, CancellationToken cancellationToken)
    {
        var options = HdfsClientOptions.From(configuration);
        var rpc = new RpcClient(new RpcClientOptions(user) { LocalAddress = options.BindAddress, CallTimeout = options.CallTimeout, ConnectTimeout = options.ConnectTimeout });
        await using (rpc.ConfigureAwait(false))
        {
            foreach (var server in NameNodeAddresses.Resolve(uri, configuration))
            {
                try
                {
                    var request = new RefreshUserToGroupsMappingsRequestProto();
                    await rpc.CallAsync(server, Protocol, "refreshUserToGroupsMappings", request, RefreshUserToGroupsMappingsResponseProto.Parser, cancellationToken).ConfigureAwait(false);
                }
                catch (RpcRemoteException e)
                {
                    throw RemoteErrors.Translate(e);
                }
            }
        }
    }
}
