using System.Net.Sockets;
using Hathi.Base;
using Hathi.Ring.Node.Connections;
using Hathi.Ring.Protocol;
using Hathi.Ring.Protocol.Requests;
using static Hathi.Ring.Node.Tests.Asking;

namespace Hathi.Ring.Node.Tests;

/// <summary>
/// Clients that send what no driver would: whatever comes, they are answered or their connection ends, nobody else is disturbed, nothing is
/// kept, and nothing of ours fails.
/// </summary>
public sealed class AttackTests : IAsyncDisposable
{
    private const ulong Seed = 9042;
    private const int Streams = 600;
    private const int AskedEach = 20;
    private readonly TestNode _node = new();

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    [Theory]
    [InlineData(ProtocolVersion.V3, null, false)]
    [InlineData(ProtocolVersion.V4, "lz4", false)]
    [InlineData(ProtocolVersion.V4, "snappy", true)]
    [InlineData(ProtocolVersion.V5, null, false)]
    [InlineData(ProtocolVersion.V5, null, true)]
    [InlineData(ProtocolVersion.V5, "lz4", true)]
    [Fuzzes(typeof(RingConnection))]
    public void Damaged_bytes_disturb_nobody(ProtocolVersion version, string? compression, bool isPacked)
    {
        using var honest = _node.Connect(ProtocolVersion.V5);
        honest.Make();
        honest.Query("INSERT INTO t (a, b, c) VALUES (1, 2, 'x')");
        var random = new SeededRandom(Seed);
        var good = Good(honest, version);
        for (var i = 0; i < Streams; i++)
        {
            Attack(version, compression, isPacked, Damage.Of(good, random));
            if (i % AskedEach == 0)
            {
                Assert.Equal("a=1 b=2 c=x", honest.Query("SELECT * FROM k.t WHERE a = 1 AND b = 2").Text());
            }
        }

        // What has gone to the log is answered when it comes from there, whoever is gone.
        Patience.Until(() => _node.ConnectionCount == 1 && _node.HeldBytes == 0);
        Assert.DoesNotContain(_node.Log.Lines, static l => l.Level >= Microsoft.Extensions.Logging.LogLevel.Error);
    }

    /// <summary>The first message of a connection is damaged.</summary>
    [Theory]
    [InlineData(ProtocolVersion.V4)]
    [InlineData(ProtocolVersion.V5)]
    [Fuzzes(typeof(RingConnection))]
    public void Damaged_greetings_disturb_nobody(ProtocolVersion version)
    {
        using var honest = _node.Connect(ProtocolVersion.V5);
        var random = new SeededRandom(Seed);
        byte[][] good;
        using (var client = _node.Open(version))
        {
            var options = new Dictionary<string, string> { [StartupRequest.CqlVersionOption] = "3.0.0", ["COMPRESSION"] = "lz4" };
            var startup = client.Envelope(1, Opcode.Startup, b => new StartupRequest(options).Write(b));
            good = [startup, [.. client.Envelope(2, Opcode.Options, static _ => { }), .. startup]];
        }

        for (var i = 0; i < Streams; i++)
        {
            using var client = _node.Open(version);
            SendAndWait(client, Damage.Of(good, random));
        }

        Patience.Until(() => _node.ConnectionCount == 1);
        Assert.Equal("key=local", honest.Query("SELECT key FROM system.local").Text());
        Assert.DoesNotContain(_node.Log.Lines, static l => l.Level >= Microsoft.Extensions.Logging.LogLevel.Error);
    }

    private void Attack(ProtocolVersion version, string? compression, bool isPacked, byte[] bytes)
    {
        using var client = TestClient.Ready(_node.EndPoint, version, compression);
        try
        {
            SendAndWait(client, isPacked ? client.PackedRaw(bytes) : bytes);
        }
        catch (SocketException)
        {
            // It was cut while it was sending.
        }
    }

    private static void SendAndWait(TestClient client, byte[] bytes)
    {
        try
        {
            client.SendRaw(bytes);
            client.Socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // It was cut while it was sending.
        }

        Assert.True(client.EndsRaw());
    }

    private static byte[][] Good(TestClient honest, ProtocolVersion version)
    {
        var insert = honest.Prepare("INSERT INTO k.t (a, b, c) VALUES (?, ?, ?)");
        using var client = new TestClient(honest.Socket.RemoteEndPoint as System.Net.IPEndPoint ?? throw new InvalidOperationException())
        {
            Version = version,
        };
        var execute = client.Envelope(3, Opcode.Execute, b =>
        {
            var writer = ExecuteRequest.Begin(
                b, version, insert.StatementId.Span, insert.ResultMetadataId.Span, new QueryOptions(Consistency.One) { Timestamp = 1 }, 3);
            writer.Value(Hathi.Ring.Protocol.Notation.WireValue.Of(Int(1)));
            writer.Value(Hathi.Ring.Protocol.Notation.WireValue.Of(Int(9)));
            writer.Value(Hathi.Ring.Protocol.Notation.WireValue.Null);
            writer.Complete();
        });
        var query = TestHandler.Query(client, 4, "SELECT * FROM k.t WHERE a = 1 LIMIT 10");
        var prepare = client.Envelope(5, Opcode.Prepare, b => PrepareRequest.Write(b, version, "SELECT a FROM k.t WHERE a = ?", null));
        var register = client.Envelope(6, Opcode.Register, static b => new RegisterRequest(EventKinds.SchemaChange).Write(b));
        var batch = client.Envelope(7, Opcode.Batch, b =>
        {
            var writer = BatchWriter.Begin(b, version, BatchKind.Unlogged);
            writer.Statement("INSERT INTO k.t (a, b) VALUES (1, 8)", 0);
            writer.Complete(new QueryOptions(Consistency.One) { Timestamp = 1 });
        });
        return [execute, query, prepare, register, batch, [.. execute, .. query, .. batch, .. prepare]];
    }
}
