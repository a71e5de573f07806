using System.Net;
using Hathi.Base;
using Hathi.Hadoop.Conf;
using Hathi.Hdfs.Client;
using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.NameNode;
using Hathi.Hdfs.Core.Options;
using Hathi.Hdfs.NameNode.Options;
using Hathi.Hdfs.NameNode.Storage;
using Hathi.Platform;
using Hathi.Platform.Disk;
using Microsoft.Extensions.Logging;

namespace Hathi.Hdfs.NameNode.Tests;

/// <summary>A NameNode in this process, on ports of its own, that can be stopped and started over its directory.</summary>
internal sealed class NameNodeFixture(long trashMinutes, TrashOptions trash, IClock clock) : IAsyncDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("hathi-namenode-");
    private NameNodeServer? _server;

    public string NameDirectoryPath => Path.Combine(_root.FullName, "name");

    public NameNodeServer Server => _server!;

    public FakeGroups Groups { get; } = new();

    public int ImpersonationReads { get; private set; }

    public string IncludeFile => Path.Combine(_root.FullName, "include");

    /// <summary>Of the next start.</summary>
    public NodeLists Lists { get; set; } = NodeLists.Everyone;

    /// <summary>Of the next start.</summary>
    public Func<ReadHosts<NodeLists>>? ReadNodeLists { get; set; }

    public Func<NodeLists> LookUpHosts { get; set; } = static () => NodeLists.Everyone;

    public FileSystem FileSystem { get; private set; } = null!;

    public static Task<NameNodeFixture> CreateAsync() => CreateAsync(0, new TrashOptions());

    public static Task<NameNodeFixture> CreateAsync(long trashMinutes, TrashOptions trash) =>
        CreateAsync(trashMinutes, trash, SystemClock.Instance);

    public static async Task<NameNodeFixture> CreateAsync(long trashMinutes, TrashOptions trash, IClock clock)
    {
        var fixture = new NameNodeFixture(trashMinutes, trash, clock);
        NameDirectory.Format(RealDisk.Instance, fixture.NameDirectoryPath, null, IPAddress.Loopback, DateTimeOffset.UnixEpoch);
        await fixture.StartAsync();
        return fixture;
    }

    public Task StartAsync() => StartAsync(new IPEndPoint(IPAddress.Loopback, 0), new IPEndPoint(IPAddress.Loopback, 0));

    public async Task StartAsync(IPEndPoint rpc, IPEndPoint http)
    {
        var options = new NameNodeServerOptions
        {
            NameDirectory = NameDirectoryPath,
            RpcAddress = rpc,
            HttpAddress = http,
            LogDirectory = _root.FullName,
            Core = new NameNodeOptions { SuperUser = CurrentUser.Name, TrashIntervalMinutes = trashMinutes, ListingLimit = 3 },
            Trash = trash,
            Blocks = new BlockManagerOptions { SafeModeExtension = 0, Lists = Lists },
            LookUpHosts = LookUpHosts,
            Groups = Groups,
            RefreshImpersonation = () => ImpersonationReads++,
            ReadNodeLists = () => ReadNodeLists?.Invoke()
                ?? new ReadHosts<NodeLists>(new NodeLists(File.ReadAllLines(IncludeFile), []), LookUpHosts),
            Tick = TimeSpan.FromMilliseconds(20),
        };
        var log = NodeLog.ToFile(Path.Combine(_root.FullName, "log"), LogLevel.Information, SystemClock.Instance, NodeLog.MaxFileBytes);
        _server = await NameNodeServer.StartAsync(options, log, clock, CancellationToken.None);
        await _server.OutOfSafeMode;
        FileSystem = FileSystems.Get(new Uri($"hdfs://{_server.RpcEndPoint}"), new Configuration());
    }

    public async Task StopAsync()
    {
        await FileSystem.DisposeAsync();
        await _server!.DisposeAsync();
        _server = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await StopAsync();
        }

        _root.Delete(recursive: true);
    }
}
