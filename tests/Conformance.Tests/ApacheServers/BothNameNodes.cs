using System.Net;
using System.Text.RegularExpressions;
using Google.Protobuf;
using Hathi.Base;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Client;
using Hathi.Hadoop.Rpc.Users;
using Hathi.Hdfs.Core.Options;
using Hathi.Hdfs.NameNode;
using Hathi.Hdfs.NameNode.Options;
using Hathi.Hdfs.NameNode.Storage;
using Hathi.Hdfs.Protocol;
using Hathi.Platform;
using Hathi.Platform.Disk;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hathi.Conformance.Tests.ApacheServers;

/// <summary>
/// Our NameNode in this process and Apache's beside it: each call goes to both, and both answers come back as text that can be compared.
/// </summary>
internal sealed partial class BothNameNodes : IAsyncDisposable
{
    private static readonly RpcProtocolName Protocol = new(ProtocolNames.Client, (long)ProtocolNames.Version);
    private readonly RpcClient _toOurs = new(new RpcClientOptions("root"));
    private readonly RpcClient _toTheirs = new(new RpcClientOptions("root"));
    private readonly NameNodeServer _server;
    private readonly EndPoint _theirs;
    private int _callId;

    private BothNameNodes(NameNodeServer server, EndPoint theirs)
    {
        _server = server;
        _theirs = theirs;
    }

    public static async Task<BothNameNodes> StartAsync(string directory, EndPoint apache)
    {
        var anywhere = new IPEndPoint(IPAddress.Loopback, 0);
        NameDirectory.Format(new RealDisk(), directory, null, anywhere.Address, TimeProvider.System.GetUtcNow());
        var options = new NameNodeServerOptions
        {
            NameDirectory = directory,
            RpcAddress = anywhere,
            HttpAddress = anywhere,
            LogDirectory = Path.Combine(directory, "logs"),
            Core = new NameNodeOptions { SuperUser = Environment.UserName, MinBlockSize = 16 },
            Blocks = new BlockManagerOptions { SafeModeExtension = 0 },
            Groups = OsUserGroups.Create(UserGroupsOptions.Default, SystemClock.Instance, NullLogger.Instance),
        };
        var server = await NameNodeServer.StartAsync(
            options, NullLogger.Instance, new SystemClock(), CancellationToken.None);
        await server.OutOfSafeMode;
        return new BothNameNodes(server, apache);
    }

    /// <summary>The same call to both; <paramref name="again"/> with the number of the call before, as a retry.</summary>
    public async Task<(string Ours, string Theirs)> CallAsync<TResponse>(
        string user, string method, IMessage request, MessageParser<TResponse> parser, bool again)
        where TResponse : class, IMessage<TResponse>, new()
    {
        var options = new RpcCallOptions { User = user, CallId = again ? _callId : ++_callId };
        return (await AskAsync(_toOurs, _server.RpcEndPoint), await AskAsync(_toTheirs, _theirs));

        async Task<string> AskAsync(RpcClient client, EndPoint server)
        {
            try
            {
                return Comparable(
                    (await client.CallAsync(server, Protocol, method, request, parser, options, CancellationToken.None)).ToString()!);
            }
            catch (RpcRemoteException refusal)
            {
                return $"{refusal.JavaClass}: {InodeIds().Replace(refusal.FirstLine, "inode N")}";
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _toOurs.DisposeAsync();
        await _toTheirs.DisposeAsync();
        await _server.DisposeAsync();
    }

    // Clocks and counters differ; flags are always sent by Apache, 0 or not.
    private static string Comparable(string answer) => Flags().Replace(FileIds().Replace(Times().Replace(answer, "\"$1\": T"), "ID"), "");

    [GeneratedRegex("\"(modificationTime|accessTime)\": \"\\d{10,}\"")]
    private static partial Regex Times();

    [GeneratedRegex("\"fileId\": \"\\d+\"")]
    private static partial Regex FileIds();

    [GeneratedRegex(", \"flags\": \\d+")]
    private static partial Regex Flags();

    [GeneratedRegex("inode \\d+")]
    private static partial Regex InodeIds();
}
