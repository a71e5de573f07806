using System.Buffers.Binary;
using System.Text;
using Hathi.Base;
using Hathi.Ring.Core.Meaning;
using Hathi.Ring.Core.Meaning.Plans;
using Hathi.Ring.Core.Meaning.Terms;
using Hathi.Ring.Core.Running;
using Hathi.Ring.Core.Syntax;
using Hathi.Ring.Core.Tests.Meaning;
using Hathi.Ring.Data;
using Hathi.Ring.Data.Keys;

namespace Hathi.Ring.Core.Tests.Running;

/// <summary>Where pages go on: the bytes, what is no such bytes, and what is another statement's.</summary>
public sealed class PageStateTests
{
    private const ulong Identity = 0x0102_0304_0506_0708;

    [Fact]
    [GoldenBytes(typeof(PageState), 1)]
    public void A_state_has_its_bytes()
    {
        var key = new byte[] { 0, 0, 0, 1 };
        var buffer = new DataBuffer();
        new PageState
        {
            Token = Token.Of(key), Remaining = 300, RemainingInPartition = 2, Key = key, Clustering = [0x40, 0x80, 0, 0, 2, 0x38],
        }.Write(buffer, Identity);
        Assert.Equal(
            "01d9e7e1e8080706050403020100cfe0e42a989984c7ac0202040000000106408000000238",
            Convert.ToHexStringLower(buffer.Written));
        var read = PageState.Read(buffer.Written, Identity);
        Assert.Equal((300, 2, false), (read.Remaining, read.RemainingInPartition, read.IsBehindPartition));
        Assert.Equal(key, read.Key.ToArray());
        Assert.Equal([0x40, 0x80, 0, 0, 2, 0x38], read.Clustering.ToArray());
    }

    [Fact]
    [Fuzzes(typeof(PageState))]
    public void Damaged_states_are_refused() => new Fuzz
    {
        Of = nameof(PageState),
        Good = [.. Enumerable.Range(0, 50).Select(static i => Made(i))],
        Decode = static bytes => PageState.Read(bytes, Identity),
        Refusals = [typeof(CqlException)],
        Seal = static bytes =>
        {
            if (bytes.Length > 5)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(1), Crc32C.Compute(bytes.AsSpan(5)));
            }

            return bytes;
        },
    }.Run();

    [Theory]
    [InlineData("SELECT * FROM wide WHERE p = ?", 2, "SELECT * FROM wide WHERE p = ?", 1, true)]
    [InlineData("SELECT * FROM wide WHERE p = ?", 2, "select * from c2.wide where p=?", 1, false)]
    [InlineData("SELECT * FROM wide WHERE p = ?", 2, "SELECT * FROM wide WHERE p = ?", 2, false)]
    [InlineData("SELECT * FROM wide WHERE p = ?", 2, "SELECT c FROM wide WHERE p = ?", 1, false)]
    [InlineData("SELECT * FROM wide WHERE p = ?", 2, "SELECT * FROM des WHERE p = ?", 1, false)]
    public void A_state_is_of_its_statement_and_values(string statement, int size, string other, int key, bool isTaken)
    {
        var node = new Node(TestSchema.Load(), TestSchema.Keyspace);
        for (var i = 0; i < 5; i++)
        {
            node.Run($"INSERT INTO wide (p, c, v) VALUES (1, {i}, {i})", 0);
        }

        var page = new RowPage(new EvaluationClock(new SeededRandom(1)));
        Begin(page, statement, 1, size, []);
        var sink = default(NoSink);
        page.TryRun(node.Store, long.MaxValue, ref sink);
        var state = page.PagingState.ToArray();
        Assert.NotEmpty(state);
        if (isTaken)
        {
            Begin(page, other, key, size, state);
            page.TryRun(node.Store, long.MaxValue, ref sink);
            Assert.Equal(16, sink.Values);
        }
        else
        {
            var refused = Assert.Throws<CqlException>(() => Begin(page, other, key, size, state));
            Assert.Equal((CqlErrorCode.ProtocolError, "Invalid value for the paging state"), (refused.Code, refused.Message));
        }
    }

    private static void Begin(RowPage page, string statement, int key, int size, byte[] state)
    {
        var plan = (SelectPlan)StatementPlans.Prepare(TestSchema.Load(), TestSchema.Keyspace, Encoding.UTF8.GetBytes(statement));
        page.Begin(plan, new Arguments(NaiveTable.Bytes(key), [new Argument(0, 4)]), size, state, 1);
    }

    private static byte[] Made(int i)
    {
        var buffer = new DataBuffer();
        var key = new byte[i + 1];
        new PageState
        {
            Token = Token.Of(key),
            Remaining = i + 1L,
            RemainingInPartition = i,
            Key = key,
            Clustering = new byte[i],
            IsBehindPartition = i % 2 == 0,
        }.Write(buffer, Identity);
        return buffer.Written.ToArray();
    }

    private struct NoSink : IRowSink
    {
        public int Values { get; private set; }

        public void Value(scoped ReadOnlySpan<byte> value) => Values++;

        public void Null() => Values++;
    }
}
