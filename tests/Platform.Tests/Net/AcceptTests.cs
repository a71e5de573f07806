using System.Net;
using System.Net.Sockets;
using Hathi.Platform.Net;

namespace Hathi.Platform.Tests.Net;

/// <summary>A listener that cannot accept pauses, says so now and then, and goes on.</summary>
public sealed class AcceptTests
{
    [Theory]
    [InlineData(SocketError.TooManyOpenSockets)]
    [InlineData(SocketError.NoBufferSpaceAvailable)]
    [InlineData(SocketError.SocketError)]
    public void What_fails_at_once_again_is_paused_for_longer_and_longer_and_told_once_a_minute(SocketError error)
    {
        var told = new List<string>();
        var failures = new AcceptFailures(told.Add);
        var pauses = Enumerable.Range(0, 8).Select(i => failures.Failed(new SocketException((int)error), 1_000 + i)).ToArray();
        Assert.Equal([20, 40, 80, 160, 320, 640, 1_000, 1_000], pauses);
        Assert.Single(told);
        failures.Failed(new SocketException((int)error), 62_000);
        Assert.Equal(2, told.Count);
        failures.Succeeded();
        Assert.Equal(20, failures.Failed(new SocketException((int)error), 63_000));
    }

    [Theory]
    [InlineData(SocketError.ConnectionAborted)]
    [InlineData(SocketError.ConnectionReset)]
    public void A_peer_that_has_gone_again_holds_nobody_up(SocketError error)
    {
        var told = new List<string>();
        Assert.Equal(0, new AcceptFailures(told.Add).Failed(new SocketException((int)error), 1_000));
        Assert.Empty(told);
    }

    [Fact]
    public async Task An_acceptor_accepts_until_it_is_disposed()
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(10);
        using var acceptor = new Acceptor(listener, static message => Assert.Fail(message));
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var accepting = acceptor.AcceptAsync();
        await client.ConnectAsync(listener.LocalEndPoint!, TestContext.Current.CancellationToken);
        using var accepted = await accepting;
        Assert.NotNull(accepted);
        var last = acceptor.AcceptAsync();
        acceptor.Dispose();
        Assert.Null(await last);
        Assert.Null(await acceptor.AcceptAsync().Patiently());
    }
}
