using System.Net;
using Hathi.Hadoop.Conf;
using Hathi.Hdfs.Client;
using Hathi.Hdfs.Client.Calls;
using Hathi.Simulation.Tests.Kit.Shells;

namespace Hathi.Simulation.Tests.Hdfs.Shells;

/// <summary>The client's file system as it ships, for a process of the cluster, with time-outs that virtual time meets.</summary>
internal static class ShellFileSystem
{
    /// <summary>Bytes that have a checksum together.</summary>
    public const int Chunk = 16;

    /// <summary>Makes one for a life of a process.</summary>
    public static HdfsFileSystem Make(ShellActor actor, HdfsCluster cluster)
    {
        var options = Options(cluster);
        var surroundings = new ClientSurroundings
        {
            Time = actor.Time,
            Dialer = new SimDataNodeDialer(actor.Net),
            Chance = () => actor.Random.Next(1_000) / 1_000.0,
            UniqueName = () => $"{actor.Name}_{actor.Life.Process.Life}",
        };
        var nameNode = new IPEndPoint(actor.Shells.AddressOf(HdfsCluster.NameNode), NameNodeShell.Port);
        SimRpcClient Rpc() => new(actor, HdfsSettings.SuperUser, TimeSpan.FromMilliseconds(1_200));
        var caller = new NameNodeCaller([nameNode], Rpc(), options, surroundings);
        IDataNodeCalls dataNodes = new DataNodeCalls(Rpc, options);
        dataNodes = cluster.Mutant == HdfsMutant.TakesNoLengthForNone ? new MistakenLengths(dataNodes) : dataNodes;
        var client = new HdfsClient(caller, dataNodes, HdfsSettings.SuperUser, options, surroundings);
        client.Warned += message => actor.Life.Process.Note("warns", message);
        caller.Warn = client.Warn;
        return new HdfsFileSystem(new Uri("hdfs://nn:8020"), new Configuration(), client);
    }

    private static HdfsClientOptions Options(HdfsCluster cluster) => new()
    {
        Replication = cluster.Settings.Replication,
        BlockSize = cluster.Settings.BlockSize,
        BytesPerChecksum = Chunk,
        WritePacketSize = 100,
        BulkPacketSize = 100,
        MaxPacketsInFlight = 4,
        SocketTimeout = TimeSpan.FromMilliseconds(2_400),
        WriteTimeout = TimeSpan.FromMilliseconds(4_800),
        LocateFollowingBlockRetries = 8,
        LocateFollowingBlockDelay = TimeSpan.FromMilliseconds(100),
        DataNodeRestartTimeout = TimeSpan.FromSeconds(3),
        ExcludedNodeExpiry = TimeSpan.FromSeconds(5),
        RetryWindow = TimeSpan.FromMilliseconds(300),
        SocketCacheExpiry = TimeSpan.FromSeconds(1),
        ConnectRetries = 30,
        ConnectRetryInterval = TimeSpan.FromMilliseconds(500),
        FailoverDelay = TimeSpan.FromMilliseconds(100),
        FailoverMaxDelay = TimeSpan.FromSeconds(2),
        RetryInSafeMode = true,
        CallTimeout = TimeSpan.FromMilliseconds(1_200),
        LeaseRenewal = TimeSpan.FromMilliseconds(1_500),
    };
}
