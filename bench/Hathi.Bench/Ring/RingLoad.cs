using System.Diagnostics;
using System.Net;
using Hathi.Base;
using Hathi.Ring.Client;
using Hathi.Ring.Client.Failures;
using Hathi.Ring.Client.Statements;
using Hathi.Ring.Protocol;
using Hathi.Ring.Protocol.Answers;
using Hathi.Ring.Protocol.Requests;

namespace Hathi.Bench.Ring;

/// <summary>
/// The load on one CQL server: a number of requests under way at once over a few connections, each followed by the next from the thread
/// that has read its answer, so that the client costs little beside the server. Rows of 1 KiB, prepared statements, one replica.
/// </summary>
internal sealed class RingLoad : IDisposable
{
    /// <summary>Requests under way.</summary>
    public const int InFlight = 64;

    /// <summary>Rows of a page.</summary>
    public const int PageRows = 100;

    private const int Connections = 2;
    private const int RowBytes = 1024;
    private const int Partitions = 100;
    private const string Keyspace = "hathi_bench";
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);
    private static readonly QueryOptions s_write = new(Consistency.One);
    private static readonly QueryOptions s_read = new(Consistency.One) { SkipMetadata = true };
    private static readonly QueryOptions s_page = new(Consistency.One) { SkipMetadata = true, PageSize = PageRows };

    private readonly RingServer _server;
    private readonly int _keys;
    private readonly RingConnection[] _connections;
    private readonly PreparedStatement _insert;
    private readonly PreparedStatement _select;
    private readonly PreparedStatement _page;

    /// <summary>Connects, makes the tables, and fills the wide one.</summary>
    /// <param name="server">Up.</param>
    /// <param name="keys">Rows that are written and read.</param>
    public RingLoad(RingServer server, int keys)
    {
        (_server, _keys) = (server, keys);
        _connections = [.. Enumerable.Range(0, Connections).Select(_ => Wait(ConnectAsync(server.Address)))];
        foreach (var statement in (ReadOnlySpan<string>)
        [
            $"CREATE KEYSPACE IF NOT EXISTS {Keyspace} WITH replication = {{'class': 'SimpleStrategy', 'replication_factor': 1}}",
            $"CREATE TABLE IF NOT EXISTS {Keyspace}.rows (k bigint PRIMARY KEY, v blob)",
            $"CREATE TABLE IF NOT EXISTS {Keyspace}.wide (k int, c int, v blob, PRIMARY KEY (k, c))",
        ])
        {
            Wait(_connections[0].QueryAsync(statement, RingValues.None, s_write, default).AsTask()).Dispose();
        }

        _insert = Prepare($"INSERT INTO {Keyspace}.rows (k, v) VALUES (?, ?)");
        _select = Prepare($"SELECT v FROM {Keyspace}.rows WHERE k = ?");
        _page = Prepare($"SELECT c, v FROM {Keyspace}.wide WHERE k = ?");
        Fill();
    }

    /// <summary>Waits until a server answers: one that is starting refuses connections first.</summary>
    public static RingLoadProbe ConnectPatiently(IPEndPoint address)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                var connection = Wait(ConnectAsync(address));
                Wait(connection.QueryAsync("SELECT key FROM system.local", RingValues.None, s_write, default).AsTask()).Dispose();
                return new RingLoadProbe(connection);
            }
            catch (RingConnectionException e) when (clock.Elapsed < s_patience)
            {
                Debug.WriteLine(e.Message);
                Thread.Yield();
            }
        }
    }

    /// <summary>Writes rows.</summary>
    public RingFigures Write(int count) => Drive(count, (connection, worker) =>
    {
        var key = (long)worker.Random.Next(_keys);
        return connection.ExecuteAsync(_insert, worker.Values.Clear().Add(key).Add(worker.Row), s_write, default);
    });

    /// <summary>Reads rows by key.</summary>
    public RingFigures Read(int count) => Drive(count, (connection, worker) =>
        connection.ExecuteAsync(_select, worker.Values.Clear().Add((long)worker.Random.Next(_keys)), s_read, default), rows: 1);

    /// <summary>Reads pages of one partition.</summary>
    public RingFigures Pages(int count) => Drive(count, (connection, worker) =>
        connection.ExecuteAsync(_page, worker.Values.Clear().Add(worker.Random.Next(Partitions)), s_page, default), rows: PageRows);

    public void Dispose()
    {
        foreach (var connection in _connections)
        {
            Wait(connection.DisposeAsync().AsTask());
        }
    }

    internal static void Wait(Task task) => task.GetAwaiter().GetResult();

    internal static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();

    private static Task<RingConnection> ConnectAsync(IPEndPoint address) => RingConnection.ConnectAsync(
        address, RingConnectionOptions.Default with { CompletesInline = true, RequestTimeout = TimeSpan.FromSeconds(60) }, default);

    private PreparedStatement Prepare(string text) => Wait(_connections[0].PrepareAsync(text, null, default).AsTask());

    private void Fill()
    {
        var insert = Prepare($"INSERT INTO {Keyspace}.wide (k, c, v) VALUES (?, ?, ?)");
        var next = -1;
        Drive(Partitions * PageRows, (connection, worker) =>
        {
            var (key, row) = Math.DivRem(Interlocked.Increment(ref next), PageRows);
            return connection.ExecuteAsync(insert, worker.Values.Clear().Add(key).Add(row).Add(worker.Row), s_write, default);
        });

        // Each row once, so that every read finds one.
        next = -1;
        Drive(_keys, (connection, worker) => connection.ExecuteAsync(
            _insert, worker.Values.Clear().Add((long)Interlocked.Increment(ref next)).Add(worker.Row), s_write, default));
    }

    private RingFigures Drive(int count, Func<RingConnection, Worker, ValueTask<RingAnswer>> ask, int rows = 0)
    {
        var workers = Enumerable.Range(0, InFlight).Select(static i => new Worker(i)).ToArray();
        var latencies = new long[count];
        var next = -1;
        var cpu = _server.CpuSeconds();
        var clock = Stopwatch.StartNew();
        Wait(Task.WhenAll(workers.Select((worker, i) => Task.Run(() => RunAsync(_connections[i % Connections], worker)))));
        var seconds = clock.Elapsed.TotalSeconds;
        cpu = _server.CpuSeconds() - cpu;
        Array.Sort(latencies);
        return new RingFigures(
            count / seconds, Stopwatch.GetElapsedTime(0, latencies[(int)(count * 0.99)]).TotalMilliseconds, cpu / count * 1e6);

        async Task RunAsync(RingConnection connection, Worker worker)
        {
            int i;
            while ((i = Interlocked.Increment(ref next)) < count)
            {
                var start = Stopwatch.GetTimestamp();
                using var answer = await ask(connection, worker).ConfigureAwait(false);
                latencies[i] = Stopwatch.GetTimestamp() - start;
                if (rows > 0)
                {
                    Check(answer, rows);
                }
            }
        }
    }

    private static void Check(RingAnswer answer, int rows)
    {
        var found = answer.Kind == ResultKind.Rows ? answer.Rows.RowCount : 0;
        if (found != rows)
        {
            throw new BenchException($"{found} rows where {rows} were written");
        }
    }

    private sealed class Worker
    {
        public Worker(int seed)
        {
            Random = new SeededRandom((ulong)seed + 1);
            var bytes = new Random(seed);
            bytes.NextBytes(Row);
        }

        public SeededRandom Random { get; }

        public RingValues Values { get; } = new();

        public byte[] Row { get; } = new byte[RowBytes];
    }
}

/// <summary>A connection that has shown that a server answers.</summary>
internal sealed class RingLoadProbe(RingConnection connection) : IDisposable
{
    public void Dispose() => RingLoad.Wait(connection.DisposeAsync().AsTask());
}
