using System.Net;
using System.Net.Sockets;
using Hathi.MapReduce.Shuffle.Serve;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hathi.MapReduce.Shuffle.Tests;

/// <summary>Who has to go for a newcomer.</summary>
public sealed class OpenConnectionsTests : IAsyncLifetime
{
    private readonly List<Socket> _sockets = [];
    private readonly HashSet<ShuffleConnection> _busy = [];
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private ShuffleService _service = null!;

    public ValueTask InitializeAsync()
    {
        _service = ShuffleService.Start(
            new ShuffleOptions { Address = new IPEndPoint(IPAddress.Loopback, 0), LocalDirectories = ["/nowhere"], MaxConnections = 1 },
            NullLogger.Instance);
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
    public void A_job_that_is_alone_answers_on_seven_of_eight_and_its_user_leaves_one_of_sixteen()
    {
        var (open, connections) = Begun(16);
        Assert.Equal(14, Answer(open, connections, Job("1", "ada")));
        Assert.Equal(1, Answer(open, connections, Job("2", "ada")));
        Assert.Equal(1, Answer(open, connections, Job("3", "bob")));
    }

    [Fact]
    public void Jobs_that_end_answers_and_ask_again_come_to_have_as_many_whoever_was_first()
    {
        var (open, connections) = Begun(64);
        var (first, second) = (Job("1", "ada"), Job("2", "bob"));
        var held = new Dictionary<ShuffleJob, Queue<ShuffleConnection>> { [first] = new(), [second] = new() };
        var free = new Stack<ShuffleConnection>(connections);
        AskFor(first);
        Assert.Equal(56, held[first].Count);
        AskFor(second);
        for (var round = 0; round < 64; round++)
        {
            var ended = held[first].Dequeue();
            open.Wait(ended);
            open.Begin(ended);
            free.Push(ended);
            AskFor(first);
            AskFor(second);
        }

        Assert.InRange(held[first].Count, 24, 32);
        Assert.InRange(held[second].Count, 24, 32);

        // And there is a place for a third.
        Assert.True(open.TryAnswer(free.Pop(), Job("3", "eve")));

        void AskFor(ShuffleJob job)
        {
            while (free.TryPeek(out var next) && open.TryAnswer(next, job))
            {
                held[job].Enqueue(free.Pop());
            }
        }
    }

    [Fact]
    public void What_has_ended_counts_no_more()
    {
        var (open, connections) = Begun(8);
        Assert.Equal(7, Answer(open, connections, Job("1", "ada")));
        open.Wait(connections[0]);
        open.Begin(connections[0]);
        Assert.True(open.TryAnswer(connections[0], Job("1", "ada")));
        Assert.False(open.TryAnswer(connections[7], Job("1", "ada")));
        open.Remove(connections[1]);
        Assert.True(open.TryAnswer(connections[7], Job("1", "ada")));
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

    [Fact]
    public async Task The_place_of_who_was_refused_is_anybodys()
    {
        var (first, _) = Connect();
        var (second, _) = Connect();
        Assert.True(_service.Connections.TryAdd(first, out _));
        _service.Connections.Begin(first);
        Assert.False(_service.Connections.TryAdd(second, out _));
        await first.RefuseAsync(new ShuffleRefusal(ShuffleRefusal.TooManyRequests, ""), TestContext.Current.CancellationToken);
        Assert.True(_service.Connections.TryAdd(second, out var idle));
        Assert.Same(first, idle);
    }

    private (OpenConnections Open, List<ShuffleConnection> Connections) Begun(int limit)
    {
        var open = new OpenConnections(limit);
        var connections = Enumerable.Range(0, limit).Select(_ => Connect().Connection).ToList();
        Assert.All(connections, c => Assert.True(open.TryAdd(c, out _)));
        connections.ForEach(open.Begin);
        return (open, connections);
    }

    // How many more it gets, asking with the first connections that answer nothing.
    private int Answer(OpenConnections open, List<ShuffleConnection> connections, ShuffleJob job)
    {
        var free = connections.Where(c => !_busy.Contains(c)).ToList();
        var taken = free.TakeWhile(c => open.TryAnswer(c, job)).ToList();
        _busy.UnionWith(taken);
        return taken.Count;
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
}
