using System.Net;
using System.Net.Sockets;
using Hathi.Base;
using Hathi.MapReduce.Shuffle.Serve;

namespace Hathi.MapReduce.Shuffle.Tests;

/// <summary>Who has to go for a newcomer.</summary>
public sealed class OpenConnectionsTests : IAsyncLifetime
{
    private readonly List<Socket> _sockets = [];
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private ShuffleService _service = null!;

    public ValueTask InitializeAsync()
    {
        _service = ShuffleService.Start(new ShuffleOptions { Address = new IPEndPoint(IPAddress.Loopback, 0), LocalDirectories = ["/nowhere"] }, new NoLog());
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _sockets.ForEach(static s => s.Dispose());
        _listener.Dispose();
        await _service.DisposeAsync();
    }

    [Fact]
    public void The_one_that_is_idle_for_longest_and_nobody_whose_request_has_come()
    {
        var open = new OpenConnections(2);
        var (first, peer) = Connect();
        var (second, _) = Connect();
        var (third, _) = Connect();
        var (fourth, _) = Connect();
        Assert.True(open.TryAdd(first, out var idle));
        Assert.True(open.TryAdd(second, out idle));
        Assert.Null(idle);
        open.Begin(first);
        open.Wait(first);
        Assert.True(open.TryAdd(third, out idle));
        Assert.Same(second, idle);

        peer.Send([1]);
        Assert.True(SpinWait.SpinUntil(() => first.HasUnread, Patience.Limit));
        Assert.True(open.TryAdd(fourth, out idle));
        Assert.Same(third, idle);
        open.Begin(fourth);
        Assert.False(open.TryAdd(third, out _));
        open.Remove(fourth);
        Assert.True(open.TryAdd(third, out idle));
        Assert.Null(idle);
    }

    [Fact]
    public void One_job_answers_on_half_of_them_and_the_jobs_of_one_user_on_three_quarters()
    {
        var open = new OpenConnections(8);
        var connections = Enumerable.Range(0, 8).Select(_ => Connect().Connection).ToList();
        Assert.All(connections, c => Assert.True(open.TryAdd(c, out _)));
        connections.ForEach(open.Begin);
        Assert.Equal([true, true, true, true, false], connections[..5].Select(c => open.TryAnswer(c, Job("1", "ada"))));
        Assert.Equal([true, true, false], connections[4..7].Select(c => open.TryAnswer(c, Job("2", "ada"))));
        Assert.True(open.TryAnswer(connections[6], Job("3", "bob")));
        open.Wait(connections[0]);
        open.Begin(connections[0]);
        Assert.True(open.TryAnswer(connections[7], Job("1", "ada")));
        Assert.False(open.TryAnswer(connections[0], Job("1", "ada")));
        open.Remove(connections[1]);
        Assert.True(open.TryAnswer(connections[0], Job("2", "ada")));
    }

    [Fact]
    public async Task Who_was_refused_and_goes_on_asking_is_idle()
    {
        var (first, peer) = Connect();
        peer.Send([1]);
        Assert.True(SpinWait.SpinUntil(() => first.HasUnread, Patience.Limit));
        await first.RefuseAsync(new ShuffleRefusal(ShuffleRefusal.TooManyRequests, ""), TestContext.Current.CancellationToken);
        Assert.False(first.HasUnread);
    }

    private static ShuffleJob Job(string number, string user) => new("application_1_" + number, user, []);

    private (ShuffleConnection Connection, Socket Peer) Connect()
    {
        var peer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        peer.Connect(_listener.LocalEndPoint!);
        var socket = _listener.AcceptPatiently();
        _sockets.Add(peer);
        _sockets.Add(socket);
        return (new ShuffleConnection(socket, _service), peer);
    }

    private sealed class NoLog : INodeLog
    {
        public bool IsEnabled(NodeLogLevel level) => false;

        public void Write(NodeLogLevel level, string area, string message, Exception? error)
        {
        }
    }
}
