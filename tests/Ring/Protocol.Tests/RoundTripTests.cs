using Hathi.Base;
using Hathi.Ring.Protocol.Answers;
using Hathi.Ring.Protocol.Metadata;
using Hathi.Ring.Protocol.Notation;
using Hathi.Ring.Protocol.Requests;
using Hathi.Ring.Data.Types;
using Hathi.Ring.Data.Values;

namespace Hathi.Ring.Protocol.Tests;

/// <summary>What is written from a seed is read again.</summary>
public sealed class RoundTripTests
{
    private const int Depth = 3;

    [Fact]
    public void Types_come_back_in_every_version()
    {
        for (ulong seed = 1; seed <= 2000; seed++)
        {
            var type = RandomValues.Type(new SeededRandom(seed), Depth);
            foreach (var version in Wire.Versions)
            {
                var bytes = Wire.Written(b => TypeOption.Write(b, type, version));
                var reader = new WireReader(bytes);
                Assert.True(type == TypeOption.Read(ref reader) && reader.Rest.IsEmpty, $"seed {seed}, version {version}: {type}");
            }

            var name = MarshalName.Of(type);
            Assert.True(type == MarshalName.Parse(name, TypeLimits.MaxDepth), $"seed {seed}: {name}");
        }
    }

    /// <summary>Values of a type are values of it, and in one order: three are sorted the same way from wherever one begins.</summary>
    [Fact]
    public void Values_are_values_of_their_type_and_in_one_order()
    {
        for (ulong seed = 1; seed <= 5000; seed++)
        {
            var random = new SeededRandom(seed);
            var type = RandomValues.Type(random, Depth);
            byte[][] values = [RandomValues.Value(random, type), RandomValues.Value(random, type), RandomValues.Value(random, type)];
            foreach (var value in values)
            {
                var fault = ValueCheck.Fault(type, value);
                Assert.True(fault is null, $"seed {seed}: {fault}, {type} {Convert.ToHexString(value)}");
            }

            var (ab, bc, ac) = (Order(0, 1), Order(1, 2), Order(0, 2));
            Assert.True(ab == -Order(1, 0) && bc == -Order(2, 1) && ac == -Order(2, 0), $"seed {seed}: {type}");
            Assert.True(ab != bc || ac == ab, $"seed {seed}: {type}");
            Assert.True(ab != 0 || ac == bc, $"seed {seed}: {type}");

            int Order(int a, int b) => Math.Sign(ValueOrder.Compare(type, values[a], values[b]));
        }
    }

    [Fact]
    public void Rows_come_back_in_every_version()
    {
        for (ulong seed = 1; seed <= 500; seed++)
        {
            foreach (var version in Wire.Versions)
            {
                Rows(new SeededRandom(seed), version);
            }
        }
    }

    [Fact]
    public void Queries_come_back_in_every_version()
    {
        for (ulong seed = 1; seed <= 1000; seed++)
        {
            foreach (var version in Wire.Versions)
            {
                Query(new SeededRandom(seed), version);
            }
        }
    }

    private static void Rows(SeededRandom random, ProtocolVersion version)
    {
        var columns = new ColumnList(
        [
            .. Enumerable.Range(0, random.Next(1, 5)).Select(
                i => new ColumnSpec("ks", random.Chance(0.9) ? "t" : "u", $"c{i}", RandomValues.Type(random, Depth))),
        ]);
        var skip = random.Chance(0.3);
        byte[][] rows = [.. Enumerable.Range(0, random.Next(20) * columns.Columns.Count).Select(
            i => RandomValues.Value(random, columns.Columns[i % columns.Columns.Count].Type))];
        byte[] state = random.Chance(0.5) ? [1, 2, 3] : [];
        var bytes = Wire.Written(b =>
        {
            var writer = RowsWriter.Begin(b, version, columns, skip, default);
            foreach (var value in rows)
            {
                writer.Value(value);
            }

            writer.Complete(state.Length > 0 ? WireValue.Of(state) : WireValue.Null);
        });

        var reader = new WireReader(bytes);
        Assert.Equal(ResultKind.Rows, ResultAnswer.ReadKind(ref reader));
        var read = new RowsReader(reader);
        Assert.Equal(skip ? null : columns.Columns, read.Columns?.Columns);
        Assert.Equal(state, read.PagingState.Bytes.ToArray());
        var found = 0;
        while (read.NextRow())
        {
            for (var i = 0; i < read.ColumnCount; i++)
            {
                Assert.Equal(rows[found++], read.Next().Bytes.ToArray());
            }
        }

        Assert.Equal(rows.Length, found);
    }

    private static void Query(SeededRandom random, ProtocolVersion version)
    {
        var options = new QueryOptions((Consistency)random.Next((int)Consistency.LocalOne + 1))
        {
            SkipMetadata = random.Chance(0.5),
            PageSize = random.Chance(0.5) ? random.Next(10_000) : null,
            PagingState = random.Chance(0.5) ? new byte[random.Next(30)] : null,
            SerialConsistency = random.Chance(0.5) ? Consistency.LocalSerial : null,
            Timestamp = random.Chance(0.5) ? (long)random.NextUInt64() | 1 : null,
            Keyspace = random.Chance(0.5) ? "ks" : null,
            NowInSeconds = random.Chance(0.5) ? (uint)random.NextUInt64() : null,
        };
        byte[][] values = [.. Enumerable.Range(0, random.Next(5)).Select(_ => RandomValues.Value(random, NativeType.Varint))];
        var bytes = Wire.Written(b =>
        {
            var writer = QueryRequest.Begin(b, version, "SELECT", options, values.Length, named: false);
            foreach (var value in values)
            {
                writer.Value(WireValue.Of(value));
            }

            writer.Complete();
        });

        var read = QueryRequest.Read(bytes, version).Parameters;
        var isNew = version == ProtocolVersion.V5;
        Assert.Equal((options.Consistency, options.SkipMetadata), (read.Consistency, read.SkipsMetadata));
        Assert.Equal(options.PageSize ?? -1, read.PageSize);
        Assert.Equal(options.PagingState is not null, read.PagingState.IsPresent);
        Assert.Equal(options.SerialConsistency ?? Consistency.Serial, read.SerialConsistency);
        Assert.Equal(options.Timestamp, read.Has(QueryFlags.Timestamp) ? read.Timestamp : null);
        Assert.Equal(isNew && options.Keyspace is not null, read.Has(QueryFlags.Keyspace));
        Assert.Equal(isNew ? options.NowInSeconds : null, read.Has(QueryFlags.NowInSeconds) ? read.NowInSeconds : null);
        var found = 0;
        foreach (var value in read.Values)
        {
            Assert.Equal(values[found++], value.Bytes.ToArray());
        }

        Assert.Equal(values.Length, found);
    }
}
