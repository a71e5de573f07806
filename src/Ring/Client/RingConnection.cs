using System.Net;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Hathi.Ring.Client.Calls;
using Hathi.Ring.Client.Failures;
using Hathi.Ring.Client.Statements;
using Hathi.Ring.Client.Wire;
using Hathi.Ring.Protocol;
using Hathi.Ring.Protocol.Answers;
using Hathi.Ring.Protocol.Envelopes;
using Hathi.Ring.Protocol.Metadata;
using Hathi.Ring.Protocol.Requests;

namespace Hathi.Ring.Client;

/// <summary>
/// A connection to a CQL server, ours or Apache Cassandra's: any number of requests from any threads share it. One loop reads answers and
/// completes those who wait. It ends when it is closed or breaks, and is not made again: who has several (a ring's, each to a replica)
/// chooses among them above it.
/// </summary>
public sealed class RingConnection : IAsyncDisposable, IAnswerSink
{
    /// <summary>Events that wait to be read; older ones give way, and are counted.</summary>
    private const int MaxEvents = 1024;

    private readonly AnswerInput _input;
    private readonly RequestChannel _channel;
    private readonly int _maxAnswerBytes;
    private readonly Channel<EventAnswer> _events;
    private Task _reading = Task.CompletedTask;
    private long _lostEvents;

    private RingConnection(Dialled dialled, string server, RingConnectionOptions options)
    {
        (Server, Version, Supported) = (server, dialled.Version, dialled.Supported);
        _input = dialled.Input;
        _maxAnswerBytes = options.MaxAnswerBytes;
        var limits = new RequestLimits(options.MaxInFlight, options.RequestTimeout, options.CompletesInline, options.Time);
        _channel = new RequestChannel(dialled.Socket, server, dialled.Version, dialled.Input.Agreed, limits);
        _events = Channel.CreateBounded<EventAnswer>(
            new BoundedChannelOptions(MaxEvents) { FullMode = BoundedChannelFullMode.DropOldest, SingleWriter = true },
            _ => Interlocked.Increment(ref _lostEvents));
    }

    /// <summary>The address.</summary>
    public string Server { get; }

    /// <summary>Of the protocol.</summary>
    public ProtocolVersion Version { get; }

    /// <summary>What the server offers.</summary>
    public SupportedAnswer Supported { get; }

    /// <summary>Requests can be sent.</summary>
    public bool IsOpen => _channel.Ending is null;

    /// <summary>What <see cref="RegisterAsync"/> asked for, as it comes; ends with the connection.</summary>
    public ChannelReader<EventAnswer> Events => _events.Reader;

    /// <summary>Events that were not read in time.</summary>
    public long LostEvents => Interlocked.Read(ref _lostEvents);

    /// <summary>Connects.</summary>
    /// <param name="server">Where to.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RingErrorException">The server refused, such as name or password.</exception>
    /// <exception cref="RingConnectionException">It was not reached in time.</exception>
    public static async Task<RingConnection> ConnectAsync(
        EndPoint server, RingConnectionOptions options, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxInFlight, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.MaxInFlight, RingConnectionOptions.MostInFlight);
        var name = ConnectionFailures.Format(server);
        using var limit = new CancellationTokenSource(options.ConnectTimeout, options.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var dialled = await Dialler.ConnectAsync(server, name, options, both.Token, cancellationToken).ConfigureAwait(false);
        RingConnection connection;
        using (ExecutionContext.SuppressFlow()) // what the first caller carries along is none of the connection's business
        {
            connection = new RingConnection(dialled, name, options);
            connection._reading = connection.ReadAsync();
        }

        if (options.Keyspace is { } keyspace)
        {
            await connection.UseAsync(keyspace, cancellationToken).ConfigureAwait(false);
        }

        return connection;
    }

    /// <summary>Runs a statement that is text.</summary>
    /// <exception cref="RingErrorException">The server refused.</exception>
    /// <exception cref="RingConnectionException">It did not answer, or the connection broke.</exception>
    public ValueTask<RingAnswer> QueryAsync(string text, RingValues values, QueryOptions options, CancellationToken cancellationToken) =>
        _channel.AskAsync(new QueryCall(text, values, options), columns: null, cancellationToken);

    /// <summary>Prepares a statement.</summary>
    /// <param name="text">CQL.</param>
    /// <param name="keyspace">The keyspace of names that have none, since version 5; null: the connection's.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RingErrorException">The server refused.</exception>
    /// <exception cref="RingConnectionException">It did not answer, or the connection broke.</exception>
    public async ValueTask<PreparedStatement> PrepareAsync(string text, string? keyspace, CancellationToken cancellationToken) =>
        new(text, keyspace, await PrepareOnceAsync(text, keyspace, cancellationToken).ConfigureAwait(false));

    /// <summary>Runs a prepared statement. On a server that does not know it, it is prepared again.</summary>
    /// <exception cref="RingErrorException">The server refused.</exception>
    /// <exception cref="RingConnectionException">It did not answer, or the connection broke.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<RingAnswer> ExecuteAsync(
        PreparedStatement statement, RingValues values, QueryOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return await ExecuteOnceAsync(statement, values, options, cancellationToken).ConfigureAwait(false);
        }
        catch (RingErrorException e) when (e.Code == ErrorCode.Unprepared)
        {
            // Below: a second time it is the answer.
        }

        await PrepareAgainAsync(statement, cancellationToken).ConfigureAwait(false);
        return await ExecuteOnceAsync(statement, values, options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs several statements. Those that the server does not know are prepared again.</summary>
    /// <exception cref="RingErrorException">The server refused.</exception>
    /// <exception cref="RingConnectionException">It did not answer, or the connection broke.</exception>
    public async ValueTask<RingAnswer> BatchAsync(RingBatch batch, QueryOptions options, CancellationToken cancellationToken)
    {
        // The server tells of one unknown statement at a time.
        for (var left = batch.Count; ; left--)
        {
            PreparedStatement unknown;
            try
            {
                return await _channel.AskAsync(new BatchCall(batch, options), columns: null, cancellationToken).ConfigureAwait(false);
            }
            catch (RingErrorException e)
                when (left > 0 && e.Answer is UnpreparedError error && batch.Find(error.StatementId.Span) is { } found)
            {
                unknown = found;
            }

            await PrepareAgainAsync(unknown, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Makes a keyspace the connection's.</summary>
    /// <param name="keyspace">As it is called: it is quoted here.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask UseAsync(string keyspace, CancellationToken cancellationToken)
    {
        var quoted = keyspace.Replace("\"", "\"\"", StringComparison.Ordinal);
        using var answer = await QueryAsync(
            $"USE \"{quoted}\"", RingValues.None, new QueryOptions(Consistency.One), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks to be told of events: <see cref="Events"/>.</summary>
    public async ValueTask RegisterAsync(EventKinds events, CancellationToken cancellationToken)
    {
        using var answer = await _channel.AskAsync(new RegisterCall(events), columns: null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Closes it; requests under way fail.</summary>
    public async ValueTask DisposeAsync()
    {
        _channel.End(new RingConnectionException(Server, $"The connection with {Server} was closed here.", mayHaveRun: true, inner: null));
        await _reading.ConfigureAwait(false);
    }

    void IAnswerSink.Take(in EnvelopeHeader header, ReadOnlySpan<byte> body)
    {
        header.Verify(fromServer: true, Version, _maxAnswerBytes);
        if (header.Opcode == Opcode.Event)
        {
            _events.Writer.TryWrite(EventAnswer.Read(AnswerBody.Read(header, body).Message));
        }
        else if (!_channel.TryTake(header, body))
        {
            throw ConnectionFailures.Unexpected(Server, $"{header.Opcode} on stream {header.Stream}, where nothing was asked");
        }
    }

    // Nobody waits for it: what goes wrong ends the connection, and that everybody hears of.
    private async Task ReadAsync()
    {
        var end = ConnectionFailures.Closed(Server);
        try
        {
            while (await _input.FillAsync(CancellationToken.None).ConfigureAwait(false))
            {
                _channel.Cork();
                _input.Drain(this);
                _channel.Uncork();
            }
        }
        catch (Exception e)
        {
            end = e as RingConnectionException ?? ConnectionFailures.Broken(Server, e);
        }

        _channel.End(end);
        _events.Writer.TryComplete();
        _input.Dispose();
    }

    private async ValueTask<PreparedAnswer> PrepareOnceAsync(string text, string? keyspace, CancellationToken cancellationToken)
    {
        using var answer = await _channel.AskAsync(new PrepareCall(text, keyspace), columns: null, cancellationToken).ConfigureAwait(false);
        return answer.Kind == ResultKind.Prepared ? answer.ReadPrepared()
            : throw ConnectionFailures.Unexpected(Server, $"{answer.Kind} to PREPARE");
    }

    private async ValueTask PrepareAgainAsync(PreparedStatement statement, CancellationToken cancellationToken) =>
        statement.Answer = await PrepareOnceAsync(statement.Text, statement.Keyspace, cancellationToken).ConfigureAwait(false);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<RingAnswer> ExecuteOnceAsync(
        PreparedStatement statement, RingValues values, QueryOptions options, CancellationToken cancellationToken)
    {
        var known = statement.Answer;
        var answer = await _channel.AskAsync(new ExecuteCall(known, values, options), known.ResultColumns, cancellationToken)
            .ConfigureAwait(false);
        if (answer.Kind == ResultKind.Rows && Version >= ProtocolVersion.V5)
        {
            TakeNewColumns(statement, known, answer);
        }

        return answer;
    }

    // The columns are others since the statement was prepared: from now on it is executed by their id.
    private static void TakeNewColumns(PreparedStatement statement, PreparedAnswer known, RingAnswer answer)
    {
        var rows = answer.Rows;
        if (!rows.NewMetadataId.IsEmpty)
        {
            statement.Answer = known with
            {
                ResultMetadataId = rows.NewMetadataId.ToArray(), ResultColumns = rows.Columns ?? ColumnList.Empty,
            };
        }
    }
}
