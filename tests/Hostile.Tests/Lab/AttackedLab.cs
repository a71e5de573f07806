using System.Net;
using Hathi.Hadoop.Conf;
using Hathi.Hdfs.Client;
using Hathi.Hostile.Tests.Servers;
using Hathi.Lab;
using Hathi.Lab.Drivers;
using Hathi.Lab.Spec;

namespace Hathi.Hostile.Tests.Lab;

/// <summary>
/// A lab of two processes with all roles in a folder of its own, gone afterwards. What it answers where is known from servers of the same
/// program in this process.
/// </summary>
internal sealed class AttackedLab : IHdfsCluster, IAsyncDisposable
{
    private const int Nodes = 2;
    private const string NodeMegabytes = "1024";
    private const string MaximumMegabytes = "8192";

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("hathi-hostile-lab-");
    private readonly TaskCompletionSource _never = new();
    private ProcessLab _lab = null!;

    public IPEndPoint NameNodeEndPoint => At(0, 8020);

    public IReadOnlyList<ServedMethod> NameNodeMethods { get; private set; } = [];

    public IPEndPoint DataNodeEndPoint => At(1, 9867);

    public IPEndPoint TransferEndPoint => At(1, 9866);

    public IReadOnlyList<ServedMethod> DataNodeMethods { get; private set; } = [];

    public ResourceManagerEndPoints ResourceManager => new(At(0, 8032), At(0, 8030), At(0, 8031), At(0, 8033));

    public IReadOnlyList<ServedMethod> ResourceManagerMethods { get; private set; } = [];

    public IReadOnlyList<ServedMethod> NodeManagerMethods { get; private set; } = [];

    public IReadOnlyList<ServedMethod> HistoryMethods { get; private set; } = [];

    /// <summary>A process that has ended is seen by <see cref="LabWatch"/>.</summary>
    public Task NameNodeFailed => _never.Task;

    public Task DataNodeFailed => _never.Task;

    /// <summary>Every port that a node listens on.</summary>
    public IEnumerable<IPEndPoint> Ports =>
        _lab.Spec.Nodes.SelectMany((node, i) => NodeRoles.Ports(node.Roles).Select(port => At(i, port)));

    /// <summary>Its processes as they are now.</summary>
    public IReadOnlyList<NodeStatus> Status => _lab.Status();

    public static async Task<AttackedLab> StartAsync()
    {
        var lab = new AttackedLab();
        try
        {
            await lab.StartNodesAsync();
            await lab.LearnAsync();
            return lab;
        }
        catch
        {
            await lab.DisposeAsync();
            throw;
        }
    }

    public string LogOf(NodeStatus node) => _lab.Home.NodeLog(node.Node.Name);

    /// <summary>Where a port of the node of a number is.</summary>
    public IPEndPoint At(int node, int port) => new(LabAddresses.Of(_lab.Subnet, _lab.Spec.Nodes[node]), port);

    public FileSystem OpenFiles() => FileSystems.Get(_lab.FileSystemUri, new Configuration());

    public async Task RestartAsync()
    {
        await _lab.DownAsync(new Progress<LabEvent>(), CancellationToken.None);
        await _lab.UpAsync(new Progress<LabEvent>(), CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (_lab is not null)
        {
            await _lab.DownAsync(new Progress<LabEvent>(), CancellationToken.None);
        }

        _root.Delete(recursive: true);
    }

    private async Task StartNodesAsync()
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            // Less than a master asks for, so that masters go to the node that starts none.
            ["yarn.nodemanager.resource.memory-mb"] = NodeMegabytes,
            ["yarn.scheduler.maximum-allocation-mb"] = MaximumMegabytes,
            ["dfs.namenode.fs-limits.min-block-size"] = "1024",
        };
        var program = Path.Join(Root(), "artifacts", "bin", "hathi", "release", "hathi");
        _lab = ProcessLab.Create(
            new LabHome(_root.FullName, "attacked"), LabSpec.Uniform("attacked", Nodes, 1, LabServices.All, 1, null, settings), program);
        await _lab.UpAsync(new Progress<LabEvent>(), CancellationToken.None);
    }

    private async Task LearnAsync()
    {
        await using (var hdfs = await NameNodeCluster.StartAsync())
        {
            NameNodeMethods = Moved(hdfs.NameNodeMethods, NameNodeEndPoint);
            DataNodeMethods = Moved(hdfs.DataNodeMethods, DataNodeEndPoint);
        }

        await using (var yarn = await ResourceManagerCluster.StartAsync())
        {
            var there = new Dictionary<IPEndPoint, IPEndPoint>
            {
                [yarn.EndPoints.Client] = ResourceManager.Client, [yarn.EndPoints.Scheduler] = ResourceManager.Scheduler,
                [yarn.EndPoints.Tracker] = ResourceManager.Tracker, [yarn.EndPoints.Admin] = ResourceManager.Admin,
            };
            ResourceManagerMethods = [.. yarn.Methods.Select(m => m with { EndPoint = there[m.EndPoint] })];
        }

        await using (var node = await NodeManagerWorld.StartAsync())
        {
            NodeManagerMethods = Moved(node.Methods.Where(m => m.EndPoint.Equals(node.Server.EndPoint)), At(1, 8041));
        }

        await using var history = await HistoryWorld.StartAsync();
        HistoryMethods = Moved(history.Methods, At(0, 10020));
    }

    private static List<ServedMethod> Moved(IEnumerable<ServedMethod> methods, IPEndPoint to) =>
        [.. methods.Select(m => m with { EndPoint = to })];

    private static string Root()
    {
        var at = Environment.GetEnvironmentVariable("HATHI_ROOT") ?? AppContext.BaseDirectory;
        while (!File.Exists(Path.Join(at, "Hathi.slnx")))
        {
            at = Path.GetDirectoryName(at) ?? throw new InvalidOperationException("the project's folder was not found; run ./test");
        }

        return at;
    }
}
