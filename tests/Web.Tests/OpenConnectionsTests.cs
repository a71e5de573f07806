using System.IO.Pipelines;
using System.Net;
using Hathi.Platform.Net;
using Hathi.Web.Connections;
using Hathi.Web.Memory;
using Microsoft.AspNetCore.Connections;

namespace Hathi.Web.Tests;

/// <summary>Who of those that hold memory goes for one who finds none.</summary>
public sealed class OpenConnectionsTests
{
    private readonly FairBudget _budget = new(90);
    private readonly List<string> _gone = [];

    [Fact]
    public void Of_the_address_that_holds_most_the_one_goes_that_has_held_for_longest()
    {
        var open = new OpenConnections(10, 1, TimeSpan.Zero);
        var (few, first, second, busy) = (Holder(open, "few", 3, 30), Holder(open, "first", 2, 20), Holder(open, "second", 2, 18),
            Holder(open, "busy", 4, 0));
        using var wanting = Memory(5);
        open.MakeRoom(wanting.Share, 15);
        Assert.Equal(["first"], _gone);

        // Its memory has not come back: nobody else has to go for it.
        open.MakeRoom(wanting.Share, 15);
        Assert.Equal(["first"], _gone);
        open.End("first");
        first.Dispose();
        open.MakeRoom(wanting.Share, 15);
        Assert.Equal(["first", "few"], _gone);
        few.Dispose();
        open.MakeRoom(wanting.Share, 15); // there is plenty now
        Assert.Equal(["first", "few"], _gone);
        second.Dispose();
        busy.Dispose();
    }

    [Fact]
    public void Nobody_goes_who_has_held_for_a_short_time_or_waits_for_the_server()
    {
        var patient = new OpenConnections(10, 1, TimeSpan.FromHours(1));
        using var fresh = Holder(patient, "fresh", 2, 50);
        using var wanting = Memory(5);
        patient.MakeRoom(wanting.Share, 30);
        var open = new OpenConnections(10, 1, TimeSpan.Zero);
        var waiting = new Connection("waiting", _gone);
        Assert.True(open.TryAdd(waiting));
        open.Begin("waiting", fresh);
        open.MakeRoom(wanting.Share, 30);
        Assert.Empty(_gone);
        _ = waiting.Transport.Input.ReadAsync(CancellationToken.None).AsTask(); // what waits for its peer does go
        open.MakeRoom(wanting.Share, 30);
        Assert.Equal(["waiting"], _gone);
    }

    // A request of which a body is waited for.
    private RequestMemory Holder(OpenConnections open, string id, byte address, long bytes)
    {
        var connection = new Connection(id, _gone);
        Assert.True(open.TryAdd(connection));
        var memory = Memory(address);
        memory.Take(bytes);
        open.Begin(id, memory);
        Assert.False(connection.Transport.Input.ReadAsync(CancellationToken.None).AsTask().IsCompleted);
        return memory;
    }

    private RequestMemory Memory(byte address) => new(_budget.Open(new IPAddress([127, 0, 0, address]), null), static (_, _) => { });

    private sealed class Connection : DefaultConnectionContext
    {
        private readonly List<string> _gone;

        public Connection(string id, List<string> gone)
            : base(id)
        {
            _gone = gone;
            Transport = new Nobody();
        }

        public override void Abort(ConnectionAbortedException abortReason) => _gone.Add(ConnectionId);
    }

    /// <summary>A peer that says nothing.</summary>
    private sealed class Nobody : IDuplexPipe
    {
        public PipeReader Input { get; } = new Pipe().Reader;

        public PipeWriter Output { get; } = new Pipe().Writer;
    }
}
