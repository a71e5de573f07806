using System.Collections.Concurrent;
using Hathi.Ring.Client.Failures;
using Hathi.Ring.Client.Statements;
using Hathi.Ring.Data.Types;
using Hathi.Ring.Protocol;
using Hathi.Ring.Protocol.Answers;
using Hathi.Ring.Protocol.Metadata;
using Hathi.Ring.Protocol.Notation;
using Hathi.Ring.Protocol.Requests;

namespace Hathi.Ring.Client.Tests;

/// <summary>Requests on one connection.</summary>
public sealed class RequestTests
{
    private static readonly QueryOptions s_one = ConnectTests.One;
    private static readonly byte[] s_id = [1, 2, 3];
    private static readonly ColumnList s_columns = new([new ColumnSpec("ks", "t", "v", NativeType.Of(CqlKind.Int)!)]);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Answers_find_their_requests_in_whatever_order_they_come(bool inline)
    {
        const int Requests = 1000;
        var waiting = new List<Asked>();
        using var server = new FakeServer((connection, asked) =>
        {
            waiting.Add(asked);
            if (waiting.Count == Requests)
            {
                new Random(5).Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(waiting));
                connection.AnswerAll(waiting.Select(a => (a.Stream, Opcode.Result, Echo(a, connection))));
                waiting.Clear();
            }
        });
        await using var connection = await OpenAsync(server, RingConnectionOptions.Default with { CompletesInline = inline });
        for (var round = 0; round < 3; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, Requests).Select(async i =>
            {
                using var answer = await connection.QueryAsync($"{round} {i}", RingValues.None, s_one, default);
                Assert.Equal($"{round} {i}", answer.Keyspace);
            })).Patiently();
        }
    }

    [Fact]
    public async Task Who_finds_no_stream_waits_for_one()
    {
        var held = new ConcurrentQueue<Asked>();
        var most = 0;
        using var server = new FakeServer((connection, asked) =>
        {
            held.Enqueue(asked);
            most = Math.Max(most, asked.Stream);
            if (held.Count == 4)
            {
                while (held.TryDequeue(out var each))
                {
                    connection.Answer(each.Stream, Opcode.Result, Echo(each, connection));
                }
            }
        });
        await using var connection = await OpenAsync(server, RingConnectionOptions.Default with { MaxInFlight = 4 });
        await Task.WhenAll(Enumerable.Range(0, 400).Select(async i =>
        {
            using var answer = await connection.QueryAsync($"{i}", RingValues.None, s_one, default);
            Assert.Equal($"{i}", answer.Keyspace);
        })).Patiently();
        Assert.Equal(3, most);
    }

    [Fact]
    public async Task A_late_answer_is_nobody_elses()
    {
        var came = new TaskCompletionSource();
        Asked? first = null;
        using var server = new FakeServer((connection, asked) =>
        {
            if (first is null)
            {
                first = asked;
                came.SetResult();
                return;
            }

            // The late one comes first, on its own stream.
            Assert.NotEqual(first.Stream, asked.Stream);
            connection.AnswerAll(
                [(first.Stream, Opcode.Result, Echo(first, connection)), (asked.Stream, Opcode.Result, Echo(asked, connection))]);
        });
        var time = new ManualTime();
        await using var connection = await OpenAsync(server, RingConnectionOptions.Default with { Time = time });
        var late = connection.QueryAsync("late", RingValues.None, s_one, default).AsTask();
        await came.Task.Patiently();
        for (var look = 0; look < 11; look++)
        {
            Assert.False(late.IsCompleted);
            time.Advance(TimeSpan.FromSeconds(1));
        }

        var e = await Assert.ThrowsAsync<RingConnectionException>(() => late.Patiently());
        Assert.True(e.MayHaveRun);
        Assert.Contains("within 10 s", e.Message, StringComparison.Ordinal);
        using var next = await connection.QueryAsync("next", RingValues.None, s_one, default).Patiently();
        Assert.Equal("next", next.Keyspace);
    }

    [Fact]
    public async Task A_cancelled_request_keeps_its_stream_until_it_is_answered()
    {
        var came = new TaskCompletionSource();
        Asked? first = null;
        var streams = new ConcurrentQueue<short>();
        using var server = new FakeServer((connection, asked) =>
        {
            streams.Enqueue(asked.Stream);
            if (first is null)
            {
                first = asked;
                came.SetResult();
                return;
            }

            if (streams.Count == 2)
            {
                connection.Answer(first.Stream, Opcode.Result, Echo(first, connection));
            }

            connection.Answer(asked.Stream, Opcode.Result, Echo(asked, connection));
        });
        await using var connection = await OpenAsync(server, RingConnectionOptions.Default);
        using var cancel = new CancellationTokenSource();
        var cancelled = connection.QueryAsync("cancelled", RingValues.None, s_one, cancel.Token).AsTask();
        await came.Task.Patiently();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.Patiently());
        using (var second = await connection.QueryAsync("second", RingValues.None, s_one, default).Patiently())
        {
            Assert.Equal("second", second.Keyspace);
        }

        // Both streams are free again.
        await Task.WhenAll(Enumerable.Range(0, 2).Select(async i =>
        {
            using var answer = await connection.QueryAsync($"{i}", RingValues.None, s_one, default);
            Assert.Equal($"{i}", answer.Keyspace);
        })).Patiently();
        Assert.Equal(new short[] { 0, 1 }, streams.Distinct().Order());
    }

    [Fact]
    public async Task A_server_that_answers_nothing_is_given_up_before_all_streams_are_gone()
    {
        using var server = new FakeServer(static (_, _) => { });
        await using var connection = await OpenAsync(
            server, RingConnectionOptions.Default with { RequestTimeout = TimeSpan.FromMilliseconds(20), MaxInFlight = 4 });
        await Task.WhenAll(Enumerable.Range(0, 3).Select(i => Assert.ThrowsAsync<RingConnectionException>(
            () => connection.QueryAsync($"{i}", RingValues.None, s_one, default).Patiently())));
        Patience.Until(() => !connection.IsOpen);
        var e = await Assert.ThrowsAsync<RingConnectionException>(
            () => connection.QueryAsync("next", RingValues.None, s_one, default).Patiently());
        Assert.False(e.MayHaveRun);
    }

    [Fact]
    public async Task A_connection_that_breaks_tells_all_who_wait()
    {
        using var server = new FakeServer(static (connection, asked) =>
        {
            if (asked.Stream == 9)
            {
                connection.Dispose();
            }
        });
        await using var connection = await OpenAsync(server, RingConnectionOptions.Default);
        var waiting = Enumerable.Range(0, 10).Select(i => connection.QueryAsync($"{i}", RingValues.None, s_one, default).AsTask()).ToList();
        foreach (var each in waiting)
        {
            var e = await Assert.ThrowsAsync<RingConnectionException>(() => each.Patiently());
            Assert.Contains(server.Address.ToString()!, e.Message, StringComparison.Ordinal);
            Assert.True(e.MayHaveRun);
        }

        Assert.False(connection.IsOpen);
    }

    [Theory]
    [InlineData(7, Opcode.Result)]
    [InlineData(0, Opcode.Query)]
    public async Task An_answer_to_nothing_ends_the_connection(short stream, Opcode opcode)
    {
        using var server = new FakeServer((connection, asked) => connection.Answer(stream, opcode, ResultAnswer.WriteVoid));
        await using var connection = await OpenAsync(server, RingConnectionOptions.Default);
        await Assert.ThrowsAsync<RingConnectionException>(() => connection.QueryAsync("x", RingValues.None, s_one, default).Patiently());
        Assert.False(connection.IsOpen);
    }

    [Fact]
    public async Task An_error_is_one_exception_with_all_that_came()
    {
        using var server = new FakeServer(static (connection, asked) =>
            connection.Fail(asked, new UnavailableError("Cannot achieve", Consistency.Quorum, 2, 1)));
        await using var connection = await OpenAsync(server, RingConnectionOptions.Default);
        var e = await Assert.ThrowsAsync<RingErrorException>(
            () => connection.QueryAsync("x", RingValues.None, s_one, default).Patiently());
        Assert.Equal(new UnavailableError("Cannot achieve", Consistency.Quorum, 2, 1), e.Answer);
        Assert.Equal((ErrorCode.Unavailable, "Cannot achieve"), (e.Code, e.Message));
    }

    [Fact]
    public async Task What_is_not_known_any_more_is_prepared_again()
    {
        var prepares = 0;
        var executes = 0;
        using var server = new FakeServer((connection, asked) =>
        {
            if (asked.Opcode == Opcode.Prepare)
            {
                prepares++;
                Prepared(connection, asked);
            }
            else if (executes++ == 0)
            {
                connection.Fail(asked, new UnpreparedError("who?", s_id));
            }
            else
            {
                connection.Answer(asked.Stream, Opcode.Result, b => Rows(b, connection.Version, 42, default));
            }
        });
        await using var connection = await OpenAsync(server, RingConnectionOptions.Default);
        var statement = await connection.PrepareAsync("SELECT v FROM t WHERE k = ?", null, default).Patiently();
        using var values = new RingValues().Add(1);
        using var answer = await connection.ExecuteAsync(statement, values, s_one with { SkipMetadata = true }, default).Patiently();
        Assert.Equal(42, OnlyInt(answer));
        Assert.Equal("v", answer.Columns.Columns[0].Name);
        Assert.Equal((2, 2), (prepares, executes));
    }

    [Fact]
    public async Task A_server_that_never_knows_it_is_believed_the_second_time()
    {
        using var server = new FakeServer(static (connection, asked) =>
        {
            if (asked.Opcode == Opcode.Prepare)
            {
                Prepared(connection, asked);
            }
            else
            {
                connection.Fail(asked, new UnpreparedError("who?", s_id));
            }
        });
        await using var connection = await OpenAsync(server, RingConnectionOptions.Default);
        var statement = await connection.PrepareAsync("x", null, default).Patiently();
        using var values = new RingValues();
        var e = await Assert.ThrowsAsync<RingErrorException>(() => connection.ExecuteAsync(statement, values, s_one, default).Patiently());
        Assert.Equal(ErrorCode.Unprepared, e.Code);
        using var batch = new RingBatch(BatchKind.Unlogged).Add(statement, values);
        e = await Assert.ThrowsAsync<RingErrorException>(() => connection.BatchAsync(batch, s_one, default).Patiently());
        Assert.Equal(ErrorCode.Unprepared, e.Code);
    }

    [Fact]
    public async Task Columns_that_have_changed_are_taken_over()
    {
        byte[] newId = [9, 9];
        var asked = new List<byte[]>();
        using var server = new FakeServer((connection, request) =>
        {
            if (request.Opcode == Opcode.Prepare)
            {
                Prepared(connection, request);
                return;
            }

            asked.Add(ExecuteRequest.Read(request.Body, connection.Version).ResultMetadataId.ToArray());
            connection.Answer(request.Stream, Opcode.Result, b => Rows(b, connection.Version, 1, asked.Count == 1 ? newId : default));
        });
        await using var connection = await OpenAsync(server, RingConnectionOptions.Default);
        var statement = await connection.PrepareAsync("x", null, default).Patiently();
        using var values = new RingValues();
        for (var i = 0; i < 2; i++)
        {
            using var answer = await connection.ExecuteAsync(statement, values, s_one with { SkipMetadata = true }, default).Patiently();
            Assert.Equal("v", answer.Columns.Columns[0].Name);
        }

        Assert.Equal([s_id, newId], asked);
    }

    [Fact]
    public async Task A_batch_has_its_statements_with_their_values()
    {
        using var server = new FakeServer(static (connection, asked) =>
        {
            if (asked.Opcode == Opcode.Prepare)
            {
                Prepared(connection, asked);
                return;
            }

            connection.Answer(asked.Stream, Opcode.Result, b =>
            {
                var text = "";
                foreach (var statement in BatchRequest.Read(asked.Body, connection.Version))
                {
                    text += statement.IsPrepared ? "id" : System.Text.Encoding.UTF8.GetString(statement.TextOrId);
                    foreach (var value in statement.Values)
                    {
                        text += value.IsNull ? " null" : value.IsUnset ? " unset" : $" {Convert.ToHexString(value.Bytes)}";
                    }

                    text += ";";
                }

                ResultAnswer.WriteSetKeyspace(b, text);
            });
        });
        await using var connection = await OpenAsync(server, RingConnectionOptions.Default);
        var statement = await connection.PrepareAsync("x", null, default).Patiently();
        using var values = new RingValues();
        using var batch = new RingBatch(BatchKind.Logged);
        batch.Add(statement, values.Add(1).AddNull()).Add("INSERT", values.Clear().Add("ä").AddUnset()).Add("DELETE", values.Clear());
        using var answer = await connection.BatchAsync(batch, s_one, default).Patiently();
        Assert.Equal("id 00000001 null;INSERT C3A4 unset;DELETE;", answer.Keyspace);
    }

    [Fact]
    public async Task Events_are_told_beside_answers()
    {
        var change = new SchemaChange(SchemaChangeKind.Created, SchemaTarget.Table, "ks", "t", []);
        using var server = new FakeServer((connection, asked) =>
        {
            connection.Answer(asked.Stream, Opcode.Ready, static _ => { });
            connection.Answer(-1, Opcode.Event, b => new SchemaEvent(change).Write(b, connection.Version));
        });
        await using var connection = await OpenAsync(server, RingConnectionOptions.Default);
        await connection.RegisterAsync(EventKinds.SchemaChange, default).Patiently();
        var told = Assert.IsType<SchemaEvent>(await connection.Events.ReadAsync().Patiently());
        Assert.Equal("t", told.Change.Name);
        await connection.DisposeAsync();
        await connection.Events.Completion.Patiently();
    }

    internal static async Task<RingConnection> OpenAsync(FakeServer server, RingConnectionOptions options) =>
        await RingConnection.ConnectAsync(server.Address, options, default).Patiently();

    private static Action<WireBuffer> Echo(Asked asked, FakeConnection connection) => b => ResultAnswer.WriteSetKeyspace(
        b, System.Text.Encoding.UTF8.GetString(QueryRequest.Read(asked.Body, connection.Version).Statement));

    internal static void Prepared(FakeConnection connection, Asked asked) => connection.Answer(
        asked.Stream,
        Opcode.Result,
        b => new PreparedAnswer(s_id, s_id, new VariablesMetadata(s_columns, [0]), s_columns).Write(b, connection.Version));

    private static void Rows(WireBuffer buffer, ProtocolVersion version, int value, byte[]? newId)
    {
        var rows = RowsWriter.Begin(buffer, version, s_columns, skipMetadata: true, newId);
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        rows.Value(bytes);
        rows.Complete(WireValue.Null);
    }

    private static int OnlyInt(RingAnswer answer)
    {
        var rows = answer.Rows;
        Assert.True(rows.NextRow());
        return System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(rows.Next().Bytes);
    }
}
