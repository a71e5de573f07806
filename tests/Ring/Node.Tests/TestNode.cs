using System.Buffers.Binary;
using System.Net;
using System.Text;
using Hathi.Platform;
using Hathi.Ring.Node.Options;
using Hathi.Ring.Protocol;
using Hathi.Ring.Protocol.Answers;
using Hathi.Ring.Protocol.Notation;
using Hathi.Ring.Protocol.Requests;
using Hathi.Ring.Storage;

namespace Hathi.Ring.Node.Tests;

/// <summary>A node with a directory of its own, and what is asked of it.</summary>
internal sealed class TestNode : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("hathi-ring-").FullName;
    private RingNode _node;

    public TestNode()
        : this(10 << 20)
    {
    }

    public TestNode(long preparedBytes)
    {
        PreparedBytes = preparedBytes;
        _node = Start();
    }

    public long PreparedBytes { get; }

    public RecordingLog Log { get; } = new();

    public IPEndPoint EndPoint => _node.ClientEndPoint;

    public IPEndPoint WebEndPoint => _node.WebEndPoint!;

    public int ConnectionCount => _node.Figures.Connections;

    public long HeldBytes => _node.Figures.HeldBytes;

    public TestClient Open(ProtocolVersion version) => new(EndPoint) { Version = version };

    public TestClient Connect(ProtocolVersion version) => TestClient.Ready(_node.ClientEndPoint, version);

    /// <summary>Ends the node and starts it again.</summary>
    public async Task RestartAsync()
    {
        await _node.DisposeAsync();
        _node = Start();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private RingNode Start() => RingNode.StartAsync(
        new RingNodeOptions
        {
            Address = new IPEndPoint(IPAddress.Loopback, 0),
            WebAddress = new IPEndPoint(IPAddress.Loopback, 0),
            NodeAddress = new IPEndPoint(IPAddress.Loopback, 7000),
            Directory = _directory,
            ClusterName = "tests",
            DataCenter = "datacenter1",
            Rack = "rack1",
            Tokens = 8,
            Store = new StoreOptions(),
            PreparedBytes = PreparedBytes,
        },
        Log,
        SystemClock.Instance,
        CancellationToken.None).GetAwaiter().GetResult();
}

/// <summary>Statements, and answers as text.</summary>
internal static class Asking
{
    public static Answer Query(this TestClient client, string text, QueryOptions? options = null, params byte[][] values)
    {
        return client.Ask(5, Opcode.Query, b =>
        {
            var writer = QueryRequest.Begin(b, client.Version, text, options ?? new QueryOptions(Consistency.One), values.Length, false);
            foreach (var value in values)
            {
                writer.Value(WireValue.Of(value));
            }

            writer.Complete();
        });
    }

    public static PreparedAnswer Prepare(this TestClient client, string text, string? keyspace = null)
    {
        var answer = client.Ask(6, Opcode.Prepare, b => PrepareRequest.Write(b, client.Version, text, keyspace));
        Assert.True(answer.Opcode == Opcode.Result, answer.Opcode == Opcode.Error ? answer.Error.Message : "");
        var reader = new WireReader(answer.Message);
        Assert.Equal(ResultKind.Prepared, ResultAnswer.ReadKind(ref reader));
        return PreparedAnswer.Read(ref reader, client.Version);
    }

    public static Answer Execute(
        this TestClient client, PreparedAnswer statement, QueryOptions? options = null, params byte[]?[] values)
    {
        return client.Ask(7, Opcode.Execute, b =>
        {
            var writer = ExecuteRequest.Begin(
                b, client.Version, statement.StatementId.Span, statement.ResultMetadataId.Span,
                options ?? new QueryOptions(Consistency.One), values.Length);
            foreach (var value in values)
            {
                writer.Value(value is null ? WireValue.Null : WireValue.Of(value));
            }

            writer.Complete();
        });
    }

    /// <summary>Rows as <c>a=1 b=2; a=3 b=null</c>, another result by its kind, an error as <c>CODE message</c>.</summary>
    public static string Text(this Answer answer)
    {
        if (answer.Opcode == Opcode.Error)
        {
            return $"{answer.Error.Code} {answer.Error.Message}";
        }

        var reader = new WireReader(answer.Message);
        var kind = ResultAnswer.ReadKind(ref reader);
        if (kind != ResultKind.Rows)
        {
            return kind switch
            {
                ResultKind.SetKeyspace => $"USE {reader.String()}",
                ResultKind.SchemaChange => SchemaChange.Read(ref reader) is var c ? $"{c.Change} {c.Target} {c.Keyspace}.{c.Name}" : "",
                _ => kind.ToString(),
            };
        }

        var rows = new RowsReader(reader);
        var text = new StringBuilder();
        while (rows.NextRow())
        {
            for (var i = 0; i < rows.ColumnCount; i++)
            {
                var value = rows.Next();
                text.Append(i == 0 ? text.Length == 0 ? "" : "; " : " ");
                text.Append(rows.Columns is null ? "" : $"{rows.Columns.Columns[i].Name}=");
                text.Append(value.IsNull ? "null" : value.Bytes.Length == 4 ? $"{BinaryPrimitives.ReadInt32BigEndian(value.Bytes)}"
                    : Encoding.UTF8.GetString(value.Bytes));
            }
        }

        return text.ToString();
    }

    public static byte[] PagingState(this Answer answer)
    {
        var reader = new WireReader(answer.Message);
        ResultAnswer.ReadKind(ref reader);
        return new RowsReader(reader).PagingState.Bytes.ToArray();
    }

    public static byte[] Int(int value) => [.. BitConverter.GetBytes(value).Reverse()];

    public static void Make(this TestClient client)
    {
        Assert.Equal(
            "Created Keyspace k.",
            client.Query("CREATE KEYSPACE k WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}").Text());
        Assert.Equal("USE k", client.Query("USE k").Text());
        Assert.Equal("Created Table k.t", client.Query("CREATE TABLE t (a int, b int, c text, PRIMARY KEY (a, b))").Text());
    }
}
