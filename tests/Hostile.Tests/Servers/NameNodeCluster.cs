using System.Net;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Rpc.Users;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Options;
using Hathi.Hdfs.DataNode;
using Hathi.Hdfs.DataNode.Options;
using Hathi.Hdfs.NameNode;
using Hathi.Hdfs.NameNode.Options;
using Hathi.Hdfs.NameNode.Storage;
using Hathi.Platform;
using Hathi.Platform.Disk;

namespace Hathi.Hostile.Tests.Servers;

/// <summary>
/// A NameNode and two DataNodes in this process, in directories of their own; the NameNode can be started again over its directory.
/// </summary>
internal sealed class NameNodeCluster : IHdfsCluster, IAsyncDisposable
{
    private static readonly IPAddress[] s_nodes = [IPAddress.Parse("127.77.90.1"), IPAddress.Parse("127.77.90.2")];

    /// <summary>Where the NameNode serves HTTP.</summary>
    public static readonly IPEndPoint HttpEndPoint = new(IPAddress.Parse("127.77.90.3"), 9870);

    /// <summary>What stands in the paths of its pages.</summary>
    public static readonly IReadOnlyDictionary<string, string> Ids = new Dictionary<string, string> { ["anything"] = "hostile" };

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("hathi-hostile-");
    private readonly List<DataNodeServer> _dataNodes = [];
    private IPEndPoint _address = new(IPAddress.Loopback, 0);

    public Observed Observed { get; } = new();

    public NameNodeServer NameNode { get; private set; } = null!;

    public IReadOnlyList<DataNodeServer> DataNodes => _dataNodes;

    public IReadOnlyList<ServedMethod> NameNodeMethods { get; private set; } = [];

    public IReadOnlyList<ServedMethod> DataNodeMethods { get; private set; } = [];

    public IPEndPoint NameNodeEndPoint => NameNode.RpcEndPoint;

    public Task NameNodeFailed => NameNode.Failed;

    public IPEndPoint DataNodeEndPoint => _dataNodes[0].IpcEndPoint;

    public IPEndPoint TransferEndPoint => _dataNodes[0].TransferEndPoint;

    public Task DataNodeFailed => _dataNodes[0].Stopped;

    public static async Task<NameNodeCluster> StartAsync()
    {
        var cluster = new NameNodeCluster();
        NameDirectory.Format(RealDisk.Instance, cluster.NamePath, null, IPAddress.Loopback, DateTimeOffset.UnixEpoch);
        cluster.NameNodeMethods = await ServedMethod.WatchAsync(cluster.StartNameNodeAsync);
        await cluster.NameNode.OutOfSafeMode;
        var methods = await ServedMethod.WatchAsync(cluster.StartDataNodesAsync);
        cluster.DataNodeMethods = [.. methods.Where(m => m.EndPoint.Equals(cluster.DataNodeEndPoint))];
        return cluster;
    }

    /// <summary>Ends all of it and starts it from what is on the disk, the NameNode at the same port.</summary>
    public async Task RestartAsync()
    {
        await StopDataNodesAsync();
        await NameNode.DisposeAsync();
        await StartNameNodeAsync();
        await StartDataNodesAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopDataNodesAsync();
        await NameNode.DisposeAsync();
        _root.Delete(recursive: true);
    }

    private string NamePath => Path.Combine(_root.FullName, "name");

    private async Task StartNameNodeAsync()
    {
        var options = new NameNodeServerOptions
        {
            NameDirectory = NamePath,
            RpcAddress = _address,
            HttpAddress = HttpEndPoint,
            LogDirectory = _root.FullName,
            Groups = OsUserGroups.Create(UserGroupsOptions.Default, SystemClock.Instance, Observed),
            Core = new NameNodeOptions { SuperUser = CurrentUser.Name, MinBlockSize = 1024 },
            Blocks = new BlockManagerOptions { SafeModeExtension = 0 },
            Tick = TimeSpan.FromMilliseconds(100),
        };
        NameNode = await NameNodeServer.StartAsync(options, Observed, SystemClock.Instance, CancellationToken.None);
        _address = NameNode.RpcEndPoint;
    }

    private async Task StartDataNodesAsync()
    {
        foreach (var address in s_nodes)
        {
            var options = new DataNodeOptions
            {
                Volumes = [new VolumeLocation(Path.Combine(_root.FullName, $"data-{address}"), StorageKind.Disk)],
                NameNode = NameNode.RpcEndPoint,
                TransferAddress = new IPEndPoint(address, 0),
                IpcAddress = new IPEndPoint(address, 0),
                HostName = address.ToString(),
                User = CurrentUser.Name,
                HeartbeatInterval = TimeSpan.FromMilliseconds(200),
            };
            var node = await DataNodeServer.StartAsync(options, Observed, SystemClock.Instance, CancellationToken.None);
            _dataNodes.Add(node);
            await node.Registered.WaitAsync(TimeSpan.FromMinutes(2));
        }
    }

    private async Task StopDataNodesAsync()
    {
        foreach (var node in _dataNodes)
        {
            await node.DisposeAsync();
        }

        _dataNodes.Clear();
    }
}
