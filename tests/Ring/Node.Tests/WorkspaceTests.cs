using System.Text;
using Hathi.Ring.Core.Meaning;
using Hathi.Ring.Core.Meaning.Terms;
using Hathi.Ring.Core.Schema;
using Hathi.Ring.Core.Syntax;
using Hathi.Ring.Node.Queries;
using Hathi.Ring.Protocol;
using Hathi.Ring.Protocol.Answers;
using Hathi.Ring.Protocol.Metadata;
using Hathi.Ring.Protocol.Notation;
using Hathi.Ring.Protocol.Requests;
using NativeType = Hathi.Ring.Data.Types.NativeType;

namespace Hathi.Ring.Node.Tests;

/// <summary>Values and their variables, and values and the answer: as much work and memory as there are bytes.</summary>
public sealed class WorkspaceTests
{
    private const int Most = 65_535;

    private static readonly RingSchema s_schema = RingSchema.Empty.With(
        new Keyspace("k", KeyspaceKind.User, Replication.Simple(1), true).With(
            new TableDefinition(
                "k", "t", Guid.NewGuid(),
                [
                    new Column("a", ColumnKind.PartitionKey, 0, 1, NativeType.Int),
                    new Column("v", ColumnKind.Regular, -1, 2, NativeType.Int),
                ])
            {
                NextColumnId = 3,
            }));

    /// <summary>As many as there may be, in the other order: to look for each among all would take minutes.</summary>
    [Fact]
    public void Values_find_their_variables_by_name()
    {
        var names = Enumerable.Range(0, Most).Select(static i => $"n{i}").ToArray();
        var bound = Bind($"SELECT v FROM t WHERE a IN ({string.Join(",", names.Select(static n => $":{n}"))})", names.Reverse().ToArray());
        Assert.Equal(Enumerable.Range(0, Most).Reverse(), bound);
    }

    [Theory]
    [InlineData("a b", "0 1")]
    [InlineData("b a", "1 0")]
    [InlineData("a b a", "0 1")]
    [InlineData("x a ä b", "1 3")]
    [InlineData("a", null)]
    [InlineData("a B", null)]
    public void The_first_value_of_a_name_counts(string names, string? places)
    {
        const string Statement = "UPDATE t SET v = :b WHERE a = :a";
        var given = names.Split(' ');
        if (places is null)
        {
            Assert.Equal("Invalid amount of bind variables", Assert.Throws<CqlException>(() => Bind(Statement, given)).Message);
            return;
        }

        Assert.Equal(places, string.Join(' ', Bind(Statement, given).Reverse()));
    }

    [Fact]
    public void Variables_of_one_name_share_a_value() =>
        Assert.Equal(
            [1, 1, 0],
            Bind("BEGIN BATCH UPDATE t SET v = :a WHERE a = :a; UPDATE t SET v = :b WHERE a = 1; APPLY BATCH", ["b", "a"]));

    [Fact]
    public void An_answer_of_nulls_has_the_limit_of_all_answers()
    {
        const int Limit = 10_000;
        using var buffer = new WireBuffer();
        Assert.Throws<ProtocolException>(() => Fill(buffer));
        Assert.InRange(buffer.Length, Limit, Limit + 100);

        static void Fill(WireBuffer buffer)
        {
            var columns = new ColumnList([new ColumnSpec("k", "t", "v", NativeType.Int)]);
            var sink = new RowSink(RowsWriter.Begin(buffer, ProtocolVersion.V4, columns, false, default), buffer, Limit);
            for (var i = 0; i < Limit; i++)
            {
                sink.Null();
            }
        }
    }

    // Which value each variable got.
    private static int[] Bind(string statement, string[] names)
    {
        using var buffer = new WireBuffer();
        var writer = QueryRequest.Begin(buffer, ProtocolVersion.V4, statement, new QueryOptions(Consistency.One), names.Length, true);
        for (var i = 0; i < names.Length; i++)
        {
            writer.Value(names[i], WireValue.Of(Asking.Int(i)));
        }

        writer.Complete();
        var request = QueryRequest.Read(buffer.Written, ProtocolVersion.V4);
        var plan = StatementPlans.Prepare(s_schema, "k", Encoding.UTF8.GetBytes(statement));
        var work = Workspace.Take();
        try
        {
            var arguments = work.Bind(plan, buffer.Written, request.Parameters.Values);
            var places = new int[arguments.Count];
            for (var i = 0; i < places.Length; i++)
            {
                Assert.Equal(ValueState.Value, arguments.Get(i, out var value));
                places[i] = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(value);
            }

            return places;
        }
        finally
        {
            work.Return();
        }
    }
}
