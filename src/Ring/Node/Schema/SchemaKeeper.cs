using System.Collections.Immutable;
using Hathi.Base;
using Hathi.Engine;
using Hathi.Log;
using Hathi.Ring.Core.Schema;
using Hathi.Ring.Core.Schema.Changing;
using Hathi.Ring.Core.Schema.Image;
using Hathi.Ring.Core.Schema.Steps;
using Hathi.Ring.Core.Syntax;
using Hathi.Ring.Core.SystemTables;
using Hathi.Ring.Data.Reads;
using Hathi.Ring.Node.Events;
using Microsoft.Extensions.Logging;

namespace Hathi.Ring.Node.Schema;

/// <summary>
/// The schema of this node: what is declared (<see cref="Current"/>), and the way to change it. A change is in the log before it is seen,
/// and the store has its tables before statements can name them. Lifecycle: <see cref="Open"/>, <see cref="DisposeAsync"/> before the
/// store's.
/// </summary>
internal sealed class SchemaKeeper : IAsyncDisposable
{
    // A schema is small and changes seldom: what a start would replay is written as an image once it is more than this.
    private const int CheckpointEdits = 1_000;

    private static readonly TimeSpan s_checkpointCheck = TimeSpan.FromMinutes(1);

    private readonly DurableLog _log;
    private readonly IRingStore _store;
    private readonly SchemaEngine _engine;
    private readonly Checkpointer<SchemaCore> _checkpointer;
    private readonly Task _checkpoints;
    private readonly ImmutableSortedDictionary<string, int> _nodes;
    private readonly Lock _publishing = new();

    // Those that wait are requests under way, which are bounded.
    private readonly SemaphoreSlim _changing = new(1);
    private readonly NodeView _node;
    private SchemaView _view;
    private long _epoch;

    private SchemaKeeper(
        DurableLog log, SchemaCore core, CoreImages<SchemaCore> images, IRingStore store, NodeView node, ILogger logger,
        IClock clock)
    {
        _log = log;
        _store = store;
        _node = node;
        _view = new SchemaView(core.Schema, new SystemRows(core.Schema, node));
        _epoch = core.Epoch;
        _nodes = ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal).Add(node.Self.DataCenter, 1);
        _engine = new SchemaEngine(core, log, clock, logger, Publish);
        _checkpointer = new Checkpointer<SchemaCore>(log, images, clock, logger, "ring");
        _checkpoints = _checkpointer.RunAsync(
            new CheckpointTimes(CheckpointEdits, TimeSpan.MaxValue, s_checkpointCheck), "The schema's log grows until it succeeds.");
    }

    /// <summary>What is declared now.</summary>
    public RingSchema Current => View.Schema;

    /// <summary>What is declared now, and the system's tables that tell of it.</summary>
    public SchemaView View => Volatile.Read(ref _view);

    /// <summary>The node's tokens.</summary>
    public ImmutableArray<long> Tokens => _node.Self.Tokens;

    /// <summary>Faults when the schema cannot be changed any more (the log failed); never completes otherwise.</summary>
    public Task Failed => _engine.Failed;

    /// <summary>Told of each change once everybody sees it.</summary>
    public Action<SchemaOutcome> Changed { get; set; } = static _ => { };

    /// <summary>Brings the schema back from its log, or begins one, and gives the store its tables.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="directory">Of the log; of this alone.</param>
    /// <param name="system">The system's keyspaces.</param>
    /// <param name="store">Keeps the rows.</param>
    /// <param name="node">Makes what the node tells of itself, of the log's id, which is the node's as well.</param>
    /// <param name="clock">The time of steps.</param>
    /// <param name="logger">Where failures are told.</param>
    /// <exception cref="EnvironmentException">The log cannot be opened or read.</exception>
    public static SchemaKeeper Open(
        IDisk disk, string directory, RingSchema system, IRingStore store, Func<Guid, NodeView> node, IClock clock, ILogger logger)
    {
        var log = DurableLog.OpenOrCreate(disk, directory, DurableLogOptions.Default);
        try
        {
            var images = new CoreImages<SchemaCore>(
                () => new SchemaCore(system, new SeededRandom((ulong)Random.Shared.NextInt64())),
                static core => new SchemaImageWriter(core),
                static core => new SchemaImageReader(core));
            var (core, _) = LogRestore.Run(
                log, images, (snapshot, why) => logger.SnapshotPassedOver(snapshot.Path, why.Message), CancellationToken.None);
            core.Start();
            foreach (var keyspace in core.Schema.Keyspaces.Values.Where(static k => k.Kind is KeyspaceKind.User or KeyspaceKind.Replicated))
            {
                foreach (var table in keyspace.Tables.Values)
                {
                    store.SetTable(table.Shape);
                }
            }

            return new SchemaKeeper(log, core, images, store, node(log.Id), logger, clock);
        }
        catch
        {
            log.Dispose();
            throw;
        }
    }

    /// <summary>Changes what is declared; ends when that is durable and seen.</summary>
    /// <exception cref="CqlException">It is refused.</exception>
    public async ValueTask<SchemaOutcome> ChangeAsync(Statement statement, string? keyspace)
    {
        // A step runs where it is asked for, and this one may be long: not on the thread that waits for sockets.
        await Task.Yield();

        // One after the other: answers of the engine may overtake each other, and what is published then would leave a change out.
        await _changing.WaitAsync().ConfigureAwait(false);
        try
        {
            return await ChangeAloneAsync(statement, keyspace).ConfigureAwait(false);
        }
        finally
        {
            _changing.Release();
        }
    }

    private async ValueTask<SchemaOutcome> ChangeAloneAsync(Statement statement, string? keyspace)
    {
        var request = new ChangeSchemaRequest { Statement = statement, Keyspace = keyspace, Nodes = _nodes, IsKnown = _store.Knows };
        var outcome = await _engine.AskAsync(request).ConfigureAwait(false);

        // The engine lets an answer go before it does what the same step wants done.
        if (outcome.Change is not null)
        {
            Publish(outcome);
        }

        return outcome;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _engine.StopAsync().ConfigureAwait(false);
        await _checkpointer.DisposeAsync().ConfigureAwait(false);
        await _checkpoints.ConfigureAwait(false);
        _changing.Dispose();
        _log.Dispose();
    }

    /// <summary>Makes a change seen, once. Tables are there before they can be named, and gone after.</summary>
    private void Publish(SchemaOutcome outcome)
    {
        lock (_publishing)
        {
            if (outcome.Epoch <= _epoch)
            {
                return;
            }

            _epoch = outcome.Epoch;
            foreach (var table in outcome.Set)
            {
                _store.SetTable(table.Shape);
            }

            Volatile.Write(ref _view, new SchemaView(outcome.Schema, new SystemRows(outcome.Schema, _node)));
            foreach (var table in outcome.Dropped)
            {
                _store.DropTable(table.Id);
            }

            Changed(outcome);
        }
    }
}

/// <summary>A schema, and the system's tables that tell of it.</summary>
/// <param name="Schema">What is declared.</param>
/// <param name="System">Rows of the system's tables.</param>
internal sealed record SchemaView(RingSchema Schema, SystemRows System);
