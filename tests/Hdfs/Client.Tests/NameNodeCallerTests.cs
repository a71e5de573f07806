using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Google.Protobuf;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Server;
using Hathi.Hdfs.Client.Calls;
using Hathi.Hdfs.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hathi.Hdfs.Client.Tests;

/// <summary>
/// Calls over the wire: repeated when that can help, at another NameNode when it must be, and never when the NameNode said no.
/// </summary>
public sealed class NameNodeCallerTests
{
    private static readonly HdfsClientOptions Quick = new()
    {
        ConnectRetries = 2,
        ConnectRetryInterval = TimeSpan.FromMilliseconds(1),
        FailoverAttempts = 4,
        FailoverDelay = TimeSpan.FromMilliseconds(1),
        FailoverMaxDelay = TimeSpan.FromMilliseconds(2),
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task StandbyNameNodesArePassedOver()
    {
        await using var standby = await Server.StartAsync(
            _ => throw new RpcFault(JavaExceptions.Standby, "Operation category READ is not supported in state standby"));
        await using var active = await Server.StartAsync(static _ => true);
        await using var caller = NameNodeCaller.Over([standby.Address, active.Address], "ada", Quick);
        Assert.True(await DeleteAsync(caller));
        Assert.True(await DeleteAsync(caller));
        Assert.Single(standby.Calls);
        Assert.Equal(2, active.Calls.Count);
        Assert.Equal(standby.Calls.First(), active.Calls.First());
    }

    [Fact]
    public async Task DeadNameNodesArePassedOver()
    {
        await using var active = await Server.StartAsync(static _ => true);
        await using var caller = NameNodeCaller.Over([Nobody(), active.Address], "ada", Quick);
        Assert.True(await DeleteAsync(caller));
    }

    [Fact]
    public async Task ASingleNameNodeIsWaitedFor()
    {
        var warnings = new ConcurrentQueue<string>();
        await using var caller = NameNodeCaller.Over([Nobody()], "ada", Quick);
        caller.Warn = warnings.Enqueue;
        var e = await Assert.ThrowsAsync<RpcConnectionException>(async () => await DeleteAsync(caller));
        Assert.Contains("Connection refused", e.Message);
        Assert.Equal(2, warnings.Count);
        Assert.Contains("delete at NameNode 127.0.0.1", warnings.First());
    }

    [Fact]
    public async Task CallsThatAreToBeRepeatedAre()
    {
        var asked = 0;
        await using var server = await Server.StartAsync(
            _ => asked++ < 2 ? throw new RpcFault(JavaExceptions.Retriable, "NameNode still not started") : true);
        await using var caller = NameNodeCaller.Over([server.Address], "ada", Quick);
        Assert.True(await DeleteAsync(caller));
        Assert.Single(server.Calls.Distinct());
    }

    [Theory]
    [InlineData(JavaExceptions.AccessControl, typeof(AccessControlException))]
    [InlineData(JavaExceptions.FileNotFound, typeof(FileNotFoundException))]
    [InlineData(JavaExceptions.FileAlreadyExists, typeof(FileAlreadyExistsException))]
    [InlineData(JavaExceptions.SafeMode, typeof(SafeModeException))]
    [InlineData(JavaExceptions.LeaseExpired, typeof(HdfsException))]
    [InlineData(JavaExceptions.Standby, typeof(HdfsException))]
    public async Task RefusalsAreTypedAndNotRepeated(string javaClass, Type type)
    {
        await using var server = await Server.StartAsync(
            _ => throw new RpcFault(javaClass, "No.\nReally.\n\tat org.apache.Some.java(Some.java:1)\n\tat x"));
        await using var caller = NameNodeCaller.Over([server.Address], "ada", Quick);
        var e = await Assert.ThrowsAsync(type, async () => await DeleteAsync(caller));
        Assert.Equal("No.\nReally.", e.Message);
        Assert.Single(server.Calls);
        Assert.Equal((e as HdfsException)?.JavaClass ?? javaClass, javaClass);
    }

    [Fact]
    public async Task SafeModeIsWaitedForOnlyWhenAsked()
    {
        var asked = 0;
        await using var server = await Server.StartAsync(
            _ => asked++ < 2 ? throw new RpcFault(JavaExceptions.SafeMode, "Name node is in safe mode.") : true);
        await using var caller = NameNodeCaller.Over([server.Address], "ada", Quick with { RetryInSafeMode = true });
        Assert.True(await DeleteAsync(caller));
    }

    [Fact]
    public async Task CallsComeFromTheAddressThatIsConfigured()
    {
        IPAddress? from = null;
        await using var server = await Server.StartAsync(context =>
        {
            from = ((IPEndPoint)context.Remote).Address;
            return true;
        });
        await using var caller = NameNodeCaller.Over([server.Address], "ada", Quick with { BindAddress = IPAddress.Loopback });
        Assert.True(await DeleteAsync(caller));
        Assert.Equal(IPAddress.Loopback, from);
    }

    [Fact]
    public void NameServicesAreResolved()
    {
        var configuration = new Configuration();
        configuration.Set("dfs.nameservices", "herd");
        configuration.Set("dfs.ha.namenodes.herd", "a, b");
        configuration.Set("dfs.namenode.rpc-address.herd.a", "127.77.17.1:8021");
        configuration.Set("dfs.namenode.rpc-address.herd.b", "127.77.17.2");
        Assert.Equal(
            ["127.77.17.1:8021", "127.77.17.2:8020"],
            NameNodeAddresses.Resolve(new Uri("hdfs://herd/"), configuration).Select(RpcAddress.Format));
        Assert.Equal(["other:8020"], NameNodeAddresses.Resolve(new Uri("hdfs://other/"), configuration).Select(RpcAddress.Format));
        Assert.Equal(["other:9000"], NameNodeAddresses.Resolve(new Uri("hdfs://other:9000/"), configuration).Select(RpcAddress.Format));
        Assert.Throws<ConfigurationException>(() => NameNodeAddresses.Resolve(new Uri("hdfs:///"), configuration));
    }

    private static async Task<bool> DeleteAsync(NameNodeCaller caller) =>
        (await caller.CallAsync(
            "delete", new DeleteRequestProto { Src = "/f", Recursive = false }, DeleteResponseProto.Parser, Cancel)).Result;

    /// <summary>An address where nobody listens.</summary>
    private static IPEndPoint Nobody()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return (IPEndPoint)listener.LocalEndpoint;
    }

    private sealed class Server(RpcServer rpc, ConcurrentQueue<int> calls) : IAsyncDisposable
    {
        internal EndPoint Address => rpc.BoundEndPoint;

        /// <summary>The ids of the calls that came.</summary>
        internal ConcurrentQueue<int> Calls => calls;

        internal static async Task<Server> StartAsync(Func<RpcCallContext, bool> answer)
        {
            var calls = new ConcurrentQueue<int>();
            var protocol = new RpcProtocol(ProtocolNames.Client, 1).Add("delete", DeleteRequestProto.Parser, (_, context) =>
            {
                calls.Enqueue(context.CallId);
                return ValueTask.FromResult<IMessage>(new DeleteResponseProto { Result = answer(context) });
            });
            return new Server(
                await RpcServer.StartAsync(
                    new IPEndPoint(IPAddress.Loopback, 0), [protocol], new RpcServerOptions(), NullLogger.Instance, Cancel),
                calls);
        }

        public ValueTask DisposeAsync() => rpc.DisposeAsync();
    }
}
