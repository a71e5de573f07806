using Google.Protobuf;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Client;
using Hathi.Hdfs.Client.Calls;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.Client;

/// <summary>
/// Makes each NameNode of a file system read again what it has read at its start, or once. All of it needs the superuser.
/// </summary>
public static class NameNodeRefresh
{
    private static readonly RpcProtocolName Mappings = new(ProtocolNames.RefreshUserMappings, (long)ProtocolNames.Version);
    private static readonly RpcProtocolName Policy = new(ProtocolNames.RefreshAuthorizationPolicy, (long)ProtocolNames.Version);

    /// <summary>Which groups users are in; those of a user are looked up again when he comes.</summary>
    /// <exception cref="HdfsException">A NameNode refused.</exception>
    /// <exception cref="IOException">One cannot be reached.</exception>
    public static Task UserToGroupsMappingsAsync(Uri uri, Configuration configuration, string user, CancellationToken cancellationToken) =>
        CallAsync(
            uri, configuration, user, Mappings, "refreshUserToGroupsMappings",
            new RefreshUserToGroupsMappingsRequestProto(), RefreshUserToGroupsMappingsResponseProto.Parser, cancellationToken);

    /// <summary>Which users may act for others.</summary>
    /// <exception cref="HdfsException">A NameNode refused.</exception>
    /// <exception cref="IOException">One cannot be reached.</exception>
    public static Task SuperUserGroupsAsync(Uri uri, Configuration configuration, string user, CancellationToken cancellationToken) =>
        CallAsync(
            uri, configuration, user, Mappings, "refreshSuperUserGroupsConfiguration",
            new RefreshSuperUserGroupsConfigurationRequestProto(), RefreshSuperUserGroupsConfigurationResponseProto.Parser,
            cancellationToken);

    /// <summary>Who may call which protocol.</summary>
    /// <exception cref="HdfsException">A NameNode refused, as it does where service authorization is off.</exception>
    /// <exception cref="IOException">One cannot be reached.</exception>
    public static Task ServiceAclAsync(Uri uri, Configuration configuration, string user, CancellationToken cancellationToken) =>
        CallAsync(
            uri, configuration, user, Policy, "refreshServiceAcl", new RefreshServiceAclRequestProto(),
            RefreshServiceAclResponseProto.Parser, cancellationToken);

    private static async Task CallAsync<TResponse>(
        Uri uri, Configuration configuration, string user, RpcProtocolName protocol, string method,
        IMessage request, MessageParser<TResponse> parser, CancellationToken cancellationToken)
        where TResponse : class, IMessage<TResponse>, new()
    {
        var options = HdfsClientOptions.From(configuration);
        var rpc = new RpcClient(new RpcClientOptions(user)
        {
            LocalAddress = options.BindAddress, CallTimeout = options.CallTimeout, ConnectTimeout = options.ConnectTimeout,
        });
        await using (rpc.ConfigureAwait(false))
        {
            foreach (var server in NameNodeAddresses.Resolve(uri, configuration))
            {
                try
                {
                    await rpc.CallAsync(server, protocol, method, request, parser, cancellationToken).ConfigureAwait(false);
                }
                catch (RpcRemoteException e)
                {
                    throw RemoteErrors.Translate(e);
                }
            }
        }
    }
}
