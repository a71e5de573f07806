using System.Net;
using System.Net.Sockets;
using Hathi.Hdfs.Client.Tests.Fakes;
using Hathi.Hdfs.Client.Transfer;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.Client.Tests;

/// <summary>A peer whose bytes come, but too slowly to wake a receiver that sleeps until many are there, is not silent.</summary>
public sealed class SlowPeerTests
{
    private const int Watermark = 512 << 10;

    private static readonly TimeSpan s_timeout = TimeSpan.FromHours(1); // the watch itself never comes to it

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OnlyWhoSendsNothingIsCutOff()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var node = new DatanodeIDProto
        {
            IpAddr = "127.0.0.1", HostName = "127.0.0.1", XferPort = (uint)((IPEndPoint)listener.LocalEndPoint!).Port, IpcPort = 0,
            InfoPort = 0, DatanodeUuid = "a",
        };
        await using var cluster = new FakeCluster(0, FakeCluster.Quick);
        using var connection = await DataNodeConnection.OpenAsync(cluster.Client, node, s_timeout, s_timeout, Cancel);
        using var peer = await listener.AcceptAsync(Cancel);
        connection.Reserve(1 << 20);
        connection.SetLowWatermark(Watermark);
        var receive = connection.ReceiveAsync(Cancel).AsTask();
        var now = Environment.TickCount64;
        var half = (long)s_timeout.TotalMilliseconds / 2;
        for (var i = 1; i <= 6; i++)
        {
            await peer.SendAsync(new byte[1000], Cancel);
            Assert.True(SpinWait.SpinUntil(() => receive.IsCompleted || connection.Unread >= i * 1000, Patience.Limit));
            if (receive.IsCompleted)
            {
                Assert.False(OperatingSystem.IsLinux()); // elsewhere each piece wakes the receiver
                return;
            }

            connection.Look(now += half);
            Assert.False(receive.IsCompleted);
        }

        connection.Look(now + half);
        connection.Look(now + (3 * half));
        await Assert.ThrowsAsync<DataNodeException>(() => receive.Patiently());
    }
}
