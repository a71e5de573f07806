using System.Net;
using Hathi.Ring.Client;
using Hathi.Ring.Client.Statements;
using Hathi.Ring.Protocol;
using Hathi.Ring.Protocol.Answers;
using Hathi.Ring.Protocol.Requests;

namespace Hathi.Cli.Cql.Session;

/// <summary>The connection of a shell and what was set on it. One that broke is made again for the next statement.</summary>
/// <param name="host">Name or address.</param>
/// <param name="port">Of the native protocol.</param>
/// <param name="options">How to connect.</param>
internal sealed class CqlSession(string host, int port, RingConnectionOptions options) : IAsyncDisposable
{
    public const int UsualPage = 100;

    private RingConnection? _connection;

    public string Host { get; } = host;

    public int Port { get; } = port;

    /// <summary>Null: none.</summary>
    public string? Keyspace { get; private set; } = options.Keyspace;

    public Consistency Consistency { get; set; } = Consistency.One;

    public Consistency Serial { get; set; } = Consistency.Serial;

    public bool IsPaging { get; set; } = true;

    /// <summary>Rows of a page; 0: all.</summary>
    public int PageSize { get; set; } = UsualPage;

    public bool IsExpanded { get; set; }

    public ProtocolVersion Version => _connection!.Version;

    public string? User => options.User;

    /// <summary>Connects, unless it is connected.</summary>
    public async Task ConnectAsync(CancellationToken cancellation)
    {
        if (_connection is { IsOpen: true })
        {
            return;
        }

        await DisposeAsync().ConfigureAwait(false);
        EndPoint server = IPAddress.TryParse(Host, out var address) ? new IPEndPoint(address, Port) : new DnsEndPoint(Host, Port);
        _connection = await RingConnection.ConnectAsync(server, options with { Keyspace = Keyspace }, cancellation).ConfigureAwait(false);
    }

    /// <summary>Runs a statement.</summary>
    /// <param name="text">It.</param>
    /// <param name="pagingState">Where its page begins; null: at the start.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<RingAnswer> RunAsync(string text, byte[]? pagingState, CancellationToken cancellation)
    {
        await ConnectAsync(cancellation).ConfigureAwait(false);
        var query = new QueryOptions(Consistency)
        {
            SerialConsistency = Serial, PageSize = IsPaging && PageSize > 0 ? PageSize : null, PagingState = pagingState,
        };
        var answer = await _connection!.QueryAsync(text, RingValues.None, query, cancellation).ConfigureAwait(false);
        if (answer.Kind == ResultKind.SetKeyspace)
        {
            Keyspace = answer.Keyspace;
        }

        return answer;
    }

    /// <summary>Where the next page of rows begins; null: this was the last.</summary>
    public static byte[]? NextPage(RingAnswer answer) =>
        answer.Kind == ResultKind.Rows && answer.Rows.PagingState is { IsPresent: true } state ? state.Bytes.ToArray() : null;

    public async ValueTask DisposeAsync()
    {
        if (_connection is { } connection)
        {
            _connection = null;
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }
}
