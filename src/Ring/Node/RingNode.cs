using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Net;
using Hathi.Base;
using Hathi.Platform.Disk;
using Hathi.Ring.Core.Describing;
using Hathi.Ring.Core.Schema.Steps;
using Hathi.Ring.Core.SystemTables;
using Hathi.Ring.Node.Connections;
using Hathi.Ring.Node.Http;
using Hathi.Ring.Node.Options;
using Hathi.Ring.Node.Queries;
using Hathi.Ring.Node.Schema;
using Hathi.Ring.Node.Time;
using Hathi.Ring.Protocol.Answers;
using Hathi.Ring.Storage;
using Hathi.Web;
using Microsoft.Extensions.Logging;

namespace Hathi.Ring.Node;

/// <summary>
/// A running node of a ring, so far the only one of it: its store, its schema, and the port for CQL clients. Lifecycle: <see
/// cref="StartAsync"/>,
/// <see cref="DisposeAsync"/>; <see cref="Failed"/> ends early when it cannot go on.
/// </summary>
public sealed class RingNode : IAsyncDisposable
{
    // More than one, so that a short one does not wait for one that takes minutes; few, for each may hold an answer of the longest kind.
    private const int ScansAtOnce = 4;

    private readonly RingStore _store;
    private readonly SchemaKeeper _schema;
    private readonly RingServer _server;
    private readonly ScanLane _events = new(1);
    private readonly QueryRunner _runner;
    private readonly PreparedStatements _prepared;
    private WebServer? _web;

    /// <summary>Where its page and figures are; null: nowhere.</summary>
    public IPEndPoint? WebEndPoint => _web?.BoundEndPoint;

    private RingNode(RingStore store, SchemaKeeper schema, RingNodeOptions options, IClock clock, ILogger logger)
    {
        _store = store;
        _schema = schema;
        var time = new NodeTime(clock);
        _prepared = new PreparedStatements(options.PreparedBytes);
        _runner = new QueryRunner(
            schema,
            store,
            _prepared,
            new OtherStatements(schema, store, DescribedBy(options, schema.Tokens)),
            new Levels(options.DataCenter),
            new ScanLane(ScansAtOnce),
            time,
            clock,
            options.Limits.MaxAnswerBytes);
        _server = RingServer.Start(options.Address, _runner, null, options.Limits, logger);
        schema.Changed = Tell;
    }

    /// <summary>Where CQL clients are served; the port is the real one also when 0 was asked for.</summary>
    public IPEndPoint ClientEndPoint => _server.BoundEndPoint;

    /// <summary>Faults when it cannot go on; never completes otherwise.</summary>
    public Task Failed => _schema.Failed;

    /// <summary>What there is to tell of it.</summary>
    internal RingFigures Figures => new(
        _server.ConnectionCount,
        _server.Events.Count,
        _runner.Requests,
        _prepared.Count,
        _prepared.Evicted,
        _server.Memory.Segments.Held + _server.Memory.Arriving.Held + _server.Memory.UnderWay.Held + _server.Memory.Unread.Held,
        _store.MemoryBytes,
        _schema.Current.Keyspaces.Values.Where(static k => !k.IsSystem).Sum(static k => k.Tables.Count),
        _store.Failure?.Message);

    /// <summary>Starts a node; it serves when this returns.</summary>
    /// <param name="options">What it is told.</param>
    /// <param name="logger">Where it says what happens.</param>
    /// <param name="clock">Its clock.</param>
    /// <param name="cancellation">Gives up the start.</param>
    /// <exception cref="EnvironmentException">An address is taken, or a log cannot be opened or read.</exception>
    public static async Task<RingNode> StartAsync(RingNodeOptions options, ILogger logger, IClock clock, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var node = Start(options, logger, clock);
        try
        {
            if (options.WebAddress is { } address)
            {
                node._web = await RingPages.StartAsync(address, () => node.Figures, node.ClientEndPoint, logger, cancellation)
                    .ConfigureAwait(false);
            }

            return node;
        }
        catch
        {
            await node.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static RingNode Start(RingNodeOptions options, ILogger logger, IClock clock)
    {
        var store = RingStore.Open(RealDisk.Instance, Path.Join(options.Directory, "data"), options.Store);
        try
        {
            var schema = SchemaKeeper.Open(
                RealDisk.Instance,
                Path.Join(options.Directory, "metadata"),
                SystemKeyspaces.All,
                store,
                id => ViewOf(id, options, clock),
                clock,
                logger);
            store.DropUnknown();
            return new RingNode(store, schema, options, clock, logger);
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_web is not null)
        {
            await _web.DisposeAsync().ConfigureAwait(false);
        }

        await _server.DisposeAsync().ConfigureAwait(false);
        await _schema.DisposeAsync().ConfigureAwait(false);
        _store.Dispose();
    }

    private static NodeView ViewOf(Guid id, RingNodeOptions options, IClock clock) => new()
    {
        ClusterName = options.ClusterName,
        ListenAddress = BytesOf(options.NodeAddress),
        GossipGeneration = (int)(clock.Read().WallMilliseconds / 1_000),
        Self = new MemberView
        {
            HostId = id,
            Address = BytesOf(options.NodeAddress),
            Port = options.NodeAddress.Port,
            NativeAddress = BytesOf(options.Address),
            NativePort = options.Address.Port,
            DataCenter = options.DataCenter,
            Rack = options.Rack,
            Tokens = TokensOf(id, options.Tokens),
        },
    };

    private static RingView DescribedBy(RingNodeOptions options, ImmutableArray<long> tokens)
    {
        string[] self = [$"/{options.NodeAddress}"];
        return new RingView(
            options.ClusterName,
            "Murmur3Partitioner",
            "DynamicEndpointSnitch",
            _ => [.. tokens.Select(t => (t, (IReadOnlyList<string>)self))]);
    }

    private static ImmutableArray<byte> BytesOf(IPEndPoint endPoint) => [.. endPoint.Address.GetAddressBytes()];

    // By chance, and each time the same: nothing needs to be kept for a ring of one node.
    private static ImmutableArray<long> TokensOf(Guid id, int count)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes);
        var random = new SeededRandom(BinaryPrimitives.ReadUInt64LittleEndian(bytes) ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]));
        var tokens = new SortedSet<long>();
        while (tokens.Count < count)
        {
            tokens.Add((long)random.NextUInt64());
        }

        return [.. tokens];
    }

    private void Tell(SchemaOutcome outcome)
    {
        if (outcome.Change is { } change)
        {
            // From a pool thread, for listeners may be thousands, and in order: who hears of a table last must know how it ended.
            _events.Run(() => _server.Push(new SchemaEvent(QueryAnswers.ToWire(change))));
        }
    }
}
