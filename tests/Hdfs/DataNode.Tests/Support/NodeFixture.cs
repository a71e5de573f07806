using System.Net;
using Hathi.Base;
using Hathi.Hadoop.Rpc.Users;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.DataNode.Options;
using Hathi.Hdfs.DataNode.Storage;
using Hathi.Hdfs.Protocol;
using Hathi.Platform;
using Hathi.Platform.Disk;

namespace Hathi.Hdfs.DataNode.Tests.Support;

/// <summary>A whole DataNode over directories of its own.</summary>
internal sealed class NodeFixture : IAsyncDisposable
{
    /// <summary>Between heartbeats.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromMilliseconds(50);

    private readonly TempDirectory _directory = new();
    private readonly string _address;
    private readonly int _volumes;

    public NodeFixture(string address, int volumes = 1)
    {
        _address = address;
        _volumes = volumes;
    }

    /// <summary>Of the volumes; the real one when a test says nothing.</summary>
    public IDisk Disk { get; init; } = RealDisk.Instance;

    /// <summary>The node's; the system's when a test says nothing.</summary>
    public IClock Clock { get; init; } = SystemClock.Instance;

    /// <summary>Timers of the node; the system's when a test says nothing.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    public int FailedVolumesTolerated { get; init; } = -1;

    public DataNodeServer? Server { get; private set; }

    public RecordingLog Log { get; } = new();

    /// <summary>All volumes are in it.</summary>
    public string Root => _directory.Path;

    public string VolumePath(int i) => Path.Combine(Root, $"v{i}");

    public BlockPoolPaths Pool(int i) => new(VolumePath(i), FakeNameNode.PoolId);

    public DatanodeInfoProto Info => new()
    {
        Id = new DatanodeIDProto
        {
            IpAddr = _address,
            HostName = _address,
            DatanodeUuid = "unused",
            XferPort = (uint)Server!.TransferEndPoint.Port,
            IpcPort = (uint)Server.IpcEndPoint.Port,
            InfoPort = 0,
        },
    };

    public async Task StartAsync(EndPoint nameNode)
    {
        var address = IPAddress.Parse(_address);
        var options = new DataNodeOptions
        {
            Volumes = Enumerable.Range(0, _volumes).Select(i => new VolumeLocation(VolumePath(i), StorageKind.Disk)).ToList(),
            NameNode = nameNode,
            Disk = Disk,
            Surroundings = DataNodeSurroundings.Machine with { Time = Time },
            FailedVolumesTolerated = FailedVolumesTolerated,
            TransferAddress = new IPEndPoint(address, 0),
            IpcAddress = new IPEndPoint(address, 0),
            HostName = $"host-{_address}",
            User = "tester",
            Groups = new OneMember(),
            HeartbeatInterval = Heartbeat,
        };
        Server = await DataNodeServer.StartAsync(options, Log, Clock, default);
    }

    public async Task StopAsync()
    {
        await Server!.DisposeAsync();
        Server = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (Server is not null)
        {
            await Server.DisposeAsync();
        }

        _directory.Dispose();
    }

    // The user member is in the super group, and nobody else.
    private sealed class OneMember : IUserGroups
    {
        public ValueTask<IReadOnlyList<string>> GroupsOfAsync(string user) =>
            new(user == "member" ? ["users", "supergroup"] : (IReadOnlyList<string>)[]);

        public void Refresh()
        {
        }
    }
}
