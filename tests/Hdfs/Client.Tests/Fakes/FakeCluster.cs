using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Rpc;
using Hathi.Hdfs.Client.Calls;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.Client.Tests.Fakes;

/// <summary>A NameNode and some DataNodes in this process, and a client of theirs with short times.</summary>
internal sealed class FakeCluster : IAsyncDisposable
{
    internal const int BlockSize = 256 * 1024;

    internal static readonly HdfsClientOptions Quick = new()
    {
        BlockSize = BlockSize,
        SocketTimeout = TimeSpan.FromSeconds(10),
        WriteTimeout = TimeSpan.FromSeconds(10),
        LocateFollowingBlockDelay = TimeSpan.FromMilliseconds(1),
        RetryWindow = TimeSpan.FromMilliseconds(1),
        DataNodeRestartTimeout = TimeSpan.FromMilliseconds(50),
    };

    internal FakeCluster(int nodes, HdfsClientOptions options)
    {
        Nodes = [.. Enumerable.Range(0, nodes).Select(i => new FakeDataNode(this, i))];
        NameNode = new FakeNameNode(this);
        Client = new HdfsClient(NameNode, new FakeDataNodeCalls(this), "ada", options, ClientSurroundings.Machine);
        Files = new HdfsFileSystem(new Uri("hdfs://fake:8020"), new Configuration(), Client);
    }

    internal List<FakeDataNode> Nodes { get; }

    internal FakeNameNode NameNode { get; }

    internal HdfsClient Client { get; }

    internal HdfsFileSystem Files { get; }

    internal FakeDataNode NodeOf(DatanodeIDProto id) => Nodes.Single(n => n.Info.Id.DatanodeUuid == id.DatanodeUuid);

    /// <summary>A file of these bytes, as it lies on every node that the NameNode knows for each block.</summary>
    internal void AssertReplicas(string path, byte[] expected)
    {
        var file = NameNode.File(path);
        Assert.True(file.IsComplete);
        var at = 0;
        foreach (var block in file.Blocks)
        {
            Assert.NotEmpty(block.Nodes);
            foreach (var node in block.Nodes)
            {
                var replica = node.Replicas[block.Block.BlockId];
                Assert.True(replica.IsFinal);
                Assert.Equal(block.Block.GenerationStamp, replica.GenerationStamp);
                Assert.Equal((int)block.Block.NumBytes, replica.Data.Count);
                Assert.True(
                    expected.AsSpan(at, replica.Data.Count).SequenceEqual(replica.Data.ToArray()), $"node {node.Index} has other bytes");
            }

            at += (int)block.Block.NumBytes;
        }

        Assert.Equal(expected.Length, at);
    }

    public async ValueTask DisposeAsync()
    {
        await Files.DisposeAsync();
        foreach (var node in Nodes)
        {
            await node.DisposeAsync();
        }
    }

    private sealed class FakeDataNodeCalls(FakeCluster cluster) : IDataNodeCalls
    {
        public Task<long?> GetReplicaVisibleLengthAsync(DatanodeIDProto node, ExtendedBlockProto block, CancellationToken cancellationToken)
        {
            var fake = cluster.NodeOf(node);
            try
            {
                return Task.FromResult(
                    fake.OnVisibleLength(fake.Replicas.TryGetValue(block.BlockId, out var replica) ? replica.Data.Count : null));
            }
            catch (Exception e) when (e is RpcRemoteException or RpcConnectionException)
            {
                return Task.FromException<long?>(e);
            }
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
