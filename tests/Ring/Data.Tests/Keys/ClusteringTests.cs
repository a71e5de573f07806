using Hathi.Base;
using Hathi.Ring.Data.Keys;
using Hathi.Ring.Data.Types;
using Hathi.Ring.Data.Values;
using Hathi.Tests;

namespace Hathi.Ring.Data.Tests.Keys;

/// <summary>Clusterings as bytes: their order is that of the values, and the values come back.</summary>
public sealed class ClusteringTests
{
    private const int Rounds = 3_000;
    private const int ValuesEach = 6;

    [Fact]
    public void Bytes_have_the_order_of_the_values_and_give_them_back()
    {
        for (var seed = 1UL; seed <= Rounds; seed++)
        {
            var random = new SeededRandom(seed);
            var columns = Columns(random, random.Chance(0.5) ? 1 : random.Next(2, 4));
            var rows = new List<byte[][]>();
            for (var i = 0; i < ValuesEach; i++)
            {
                // Rows that begin as another one does are told apart by what comes then.
                var row = columns.Select(c => RandomKeys.Value(random, c.Type)).ToArray();
                if (i > 0 && random.Chance(0.5))
                {
                    Array.Copy(rows[random.Next(i)], row, random.Next(columns.Length));
                }

                rows.Add(row);
            }

            foreach (var a in rows)
            {
                AssertComesBack(seed, columns, a);
                foreach (var b in rows)
                {
                    AssertOrder(seed, columns, a, b);
                    AssertBounds(seed, columns, a, b);
                }
            }
        }
    }

    private static void AssertOrder(ulong seed, (CqlType Type, bool IsDescending)[] columns, byte[][] a, byte[][] b)
    {
        var expected = Order(columns, a, b, columns.Length);
        var order = Math.Sign(Written(columns, a).AsSpan().SequenceCompareTo(Written(columns, b)));
        Require(expected == order || (expected == 0 && HasDecimals(columns)), seed, columns, a, b);
    }

    // Whatever columns a bound has, it lies on the side of a row on which it should.
    private static void AssertBounds(ulong seed, (CqlType Type, bool IsDescending)[] columns, byte[][] bound, byte[][] row)
    {
        var written = Written(columns, row);
        for (var count = 0; count <= columns.Length; count++)
        {
            var order = Order(columns, bound, row, count);
            foreach (var isAbove in new[] { false, true })
            {
                var writer = new ClusteringWriter();
                for (var i = 0; i < count; i++)
                {
                    writer.Append(columns[i].Type, columns[i].IsDescending, bound[i]);
                }

                if (isAbove)
                {
                    writer.EndAbove();
                }
                else
                {
                    writer.EndBelow();
                }

                var expected = order != 0 ? order : isAbove ? 1 : -1;
                Require(expected == Math.Sign(writer.Written.SequenceCompareTo(written)), seed, columns, bound, row);
            }
        }
    }

    private static void AssertComesBack(ulong seed, (CqlType Type, bool IsDescending)[] columns, byte[][] row)
    {
        var written = Written(columns, row);
        var reader = new ClusteringReader(written);
        var again = new byte[columns.Length][];
        for (var i = 0; i < columns.Length; i++)
        {
            Assert.False(reader.AtEnd);
            var buffer = new DataBuffer();
            reader.Read(columns[i].Type, columns[i].IsDescending, buffer);
            again[i] = buffer.Written.ToArray();
            Assert.Null(ValueCheck.Fault(columns[i].Type, again[i]));
            Require(ValueOrder.Compare(columns[i].Type, row[i], again[i]) == 0, seed, columns, row, again[..(i + 1)]);
        }

        Assert.True(reader.AtEnd);
        Assert.Equal(written, Written(columns, again));
        for (var i = 0; i < columns.Length; i++)
        {
            if (IsKeptAsItIs(columns[i].Type))
            {
                Assert.Equal(row[i], again[i]);
            }
        }
    }

    /// <summary>Forms that are persisted: what they are for a value, ascending.</summary>
    public static TheoryData<CqlType, string, string> Forms => new()
    {
        { NativeType.Int, "00000005", "4080000005" },
        { NativeType.Int, "", "3F" },
        { NativeType.Bigint, "FFFFFFFFFFFFFFFF", "407FFFFFFFFFFFFFFF" },
        { NativeType.Smallint, "8000", "400000" },
        { NativeType.Tinyint, "7F", "40FF" },
        { NativeType.Timestamp, "0000000000000001", "408000000000000001" },
        { NativeType.Date, "80000001", "4080000001" },
        { NativeType.Time, "0000000000000001", "400000000000000001" },
        { NativeType.Boolean, "01", "4001" },
        { NativeType.Double, "3FF0000000000000", "40BFF0000000000000" },
        { NativeType.Double, "FFF8000000000000", "40FFF8000000000000" },
        { NativeType.Float, "BF800000", "40407FFFFF" },
        { NativeType.Varchar, "610062", "406100FF620001" },
        { NativeType.Ascii, "61", "40610001" },
        { NativeType.Blob, "00", "4000FF0001" },
        { NativeType.Inet, "7F000001", "407F00FF00FF010001" },
        { NativeType.Varint, "0005", "408005" },
        { NativeType.Varint, "FF00", "407EFF00" },
        { NativeType.Varint, "01" + new string('0', 224), "40F0007001" + new string('0', 224) },
        { NativeType.Decimal, "00000002" + "04D2", "40" + "41" + "8000000002" + "0D2300" + "38" + "00000002" },
        { NativeType.Decimal, "00000001" + "F6", "40" + "3F" + "7FFFFFFFFE" + "F4FF" + "38" + "00000001" },
        { NativeType.Decimal, "0000000300", "4040" + "38" + "00000003" },
        { NativeType.Uuid, "00112233445546778899AABBCCDDEEFF", "4040011223344556778899AABBCCDDEEFF" },
        { NativeType.Uuid, "00112233445516778899AABBCCDDEEFF", "4016774455001122338899AABBCCDDEEFF" },
        { NativeType.Timeuuid, "00112233445516778899AABBCCDDEEFF", "40967744550011223308192A3B4C5D6E7F" },
        { new ListType(NativeType.Tinyint), "00000002 00000001 01 00000001 02", "40 4081 4082 00" },
        { new SetType(NativeType.Varchar), "00000001 00000000", "40 3F 00" },
        { new MapType(NativeType.Tinyint, NativeType.Varchar), "00000001 00000001 01 00000001 61", "40 4081 40610001 00" },
        { new TupleType([NativeType.Tinyint, NativeType.Tinyint]), "FFFFFFFF 00000001 01", "40 3E 4081 00" },
        { new TupleType([NativeType.Tinyint, NativeType.Tinyint]), "00000001 01 FFFFFFFF", "40 4081 00" },
        { new UserType("k", "u", ["a"], [NativeType.Tinyint]), "00000001 01", "40 4081 00" },
        { new VectorType(NativeType.Float, 2), "3F800000 00000000", "40 40BF800000 4080000000" },
        { new CustomType("T"), "01", "40 01 0001" },
    };

    [Theory]
    [MemberData(nameof(Forms), DisableDiscoveryEnumeration = true)]
    [GoldenBytes(typeof(ClusteringWriter), 1)]
    public void Forms_stay_as_they_are(CqlType type, string value, string form)
    {
        var (bytes, expected) = (Hex(value), Hex(type.Kind == CqlKind.Decimal ? form : form + "38"));
        Assert.Equal(Convert.ToHexString(expected), Convert.ToHexString(Written([(type, false)], [bytes])));
        var scales = type.Kind == CqlKind.Decimal ? 5 : 1;
        var turned = expected
            .Select((b, i) => i == 0 ? (b == 0x3F ? (byte)0x41 : b) : i < expected.Length - scales ? (byte)~b : b)
            .ToArray();
        Assert.Equal(Convert.ToHexString(turned), Convert.ToHexString(Written([(type, true)], [bytes])));
    }

    [Fact]
    public void Each_kind_that_has_an_order_has_a_form() => Assert.Equal(
        Enum.GetValues<CqlKind>().Except([CqlKind.Counter, CqlKind.Duration]),
        Forms.Select(static row => row.Data.Item1.Kind).Distinct().Order());

    [Fact]
    public void Durations_and_counters_have_no_order()
    {
        Assert.Throws<ArgumentException>(() => Written([(NativeType.Duration, false)], [[0, 0, 0]]));
        Assert.Throws<ArgumentException>(() => Written([(NativeType.Counter, false)], [new byte[8]]));
        Assert.Throws<ArgumentException>(() => Written([(NativeType.Int, false)], [[1]]));
    }

    [Fact]
    public void Large_values_come_back()
    {
        foreach (var type in new[] { NativeType.Blob, NativeType.Varint })
        {
            foreach (var part in new byte[] { 0x00, 0x01, 0x7F, 0xFF })
            {
                var value = new byte[65_535];
                value.AsSpan().Fill(part);
                AssertComesBack(0, [(type, true)], [value]);
            }
        }

        var digits = new byte[1024];
        digits.AsSpan(4).Fill(0x7F);
        AssertComesBack(0, [(NativeType.Decimal, false)], [digits]);
        digits.AsSpan(4).Fill(0x80);
        AssertComesBack(0, [(NativeType.Decimal, true)], [digits]);
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        (CqlType Type, bool IsDescending)[] columns =
        [
            (NativeType.Varchar, true), (NativeType.Decimal, false), (NativeType.Timeuuid, true),
            (new TupleType([NativeType.Int, NativeType.Varint]), false), (new ListType(NativeType.Blob), true),
        ];
        byte[][] row =
        [
            Hex("6100"), Hex("00000002 04D2"), Hex("00112233445516778899AABBCCDDEEFF"), Hex("00000004 00000001 00000002 0100"),
            Hex("00000001 00000002 0001"),
        ];
        var (writer, buffer) = (new ClusteringWriter(), new DataBuffer());
        var before = 0L;
        for (var i = 0; i < 50; i++)
        {
            before = i == 20 ? GC.GetAllocatedBytesForCurrentThread() : before;
            writer.Clear();
            buffer.Clear();
            for (var column = 0; column < columns.Length; column++)
            {
                writer.Append(columns[column].Type, columns[column].IsDescending, row[column]);
            }

            writer.End();
            var reader = new ClusteringReader(writer.Written);
            foreach (var (type, isDescending) in columns)
            {
                reader.Read(type, isDescending, buffer);
            }
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    [Fuzzes(typeof(ClusteringReader), typeof(ComparableReader), typeof(ComparableVarint), typeof(ComparableDecimal))]
    public void Damaged_bytes_are_refused()
    {
        foreach (var seed in Enumerable.Range(1, 40))
        {
            var random = new SeededRandom((ulong)seed);
            var type = seed == 1 ? NativeType.Decimal : RandomKeys.Type(random, 3);
            var isDescending = random.Chance(0.5);
            new Fuzz
            {
                Of = $"clusterings of {type}",
                Good = [.. Enumerable.Range(0, 10).Select(_ => Written([(type, isDescending)], [RandomKeys.Value(random, type)]))],
                Decode = b =>
                {
                    var reader = new ClusteringReader(b);
                    reader.Read(type, isDescending, new DataBuffer());
                },
                Refusals = [typeof(RingDataException)],
                Runs = 300,
            }.Run();
        }
    }

    [Fact]
    [Fuzzes(typeof(PartitionKeyBytes))]
    public void Damaged_keys_are_told() => new Fuzz
    {
        Of = "keys",
        Good = [Hex("0002 0102 00 0001 03 00"), Hex("0000 00 0000 00")],
        Decode = static b =>
        {
            ReadOnlySpan<byte> rest = b;
            if (!PartitionKeyBytes.TryTake(ref rest, 2, out _) || !PartitionKeyBytes.TryTake(ref rest, 2, out _))
            {
                throw new RingDataException("no key");
            }
        },
        Refusals = [typeof(RingDataException)],
    }.Run();

    private static (CqlType Type, bool IsDescending)[] Columns(SeededRandom random, int count)
    {
        var columns = new (CqlType, bool)[count];
        for (var i = 0; i < count; i++)
        {
            columns[i] = (RandomKeys.Type(random, 3), random.Chance(0.5));
        }

        return columns;
    }

    private static byte[] Written((CqlType Type, bool IsDescending)[] columns, byte[][] row)
    {
        var writer = new ClusteringWriter();
        for (var i = 0; i < columns.Length; i++)
        {
            writer.Append(columns[i].Type, columns[i].IsDescending, row[i]);
        }

        writer.End();
        return writer.Written.ToArray();
    }

    private static int Order((CqlType Type, bool IsDescending)[] columns, byte[][] a, byte[][] b, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var order = Math.Sign(ValueOrder.Compare(columns[i].Type, a[i], b[i]));
            if (order != 0)
            {
                return columns[i].IsDescending ? -order : order;
            }
        }

        return 0;
    }

    private static bool HasDecimals((CqlType Type, bool IsDescending)[] columns) => columns.Any(static c => HasDecimals(c.Type));

    private static bool HasDecimals(CqlType type) => type switch
    {
        ListType list => HasDecimals(list.Element),
        SetType set => HasDecimals(set.Element),
        MapType map => HasDecimals(map.Key) || HasDecimals(map.Value),
        VectorType vector => HasDecimals(vector.Element),
        TupleType tuple => tuple.Fields.Any(HasDecimals),
        UserType user => user.Fields.Any(HasDecimals),
        _ => type.Kind == CqlKind.Decimal,
    };

    // Of one form only.
    private static bool IsKeptAsItIs(CqlType type) => type switch
    {
        ListType list => IsKeptAsItIs(list.Element),
        SetType set => IsKeptAsItIs(set.Element),
        MapType map => IsKeptAsItIs(map.Key) && IsKeptAsItIs(map.Value),
        VectorType vector => IsKeptAsItIs(vector.Element),
        TupleType or UserType => false,
        _ => type.Kind is not (CqlKind.Boolean or CqlKind.Float or CqlKind.Double or CqlKind.Varint or CqlKind.Decimal),
    };

    private static byte[] Hex(string text) => Convert.FromHexString(text.Replace(" ", "", StringComparison.Ordinal));

    private static void Require(bool holds, ulong seed, (CqlType Type, bool IsDescending)[] columns, byte[][] a, byte[][] b)
    {
        if (!holds)
        {
            Assert.Fail(
                $"seed {seed}: {string.Join(", ", columns.Select(static c => $"{c.Type} {(c.IsDescending ? "DESC" : "ASC")}"))}: "
                + $"{string.Join(" ", a.Select(Convert.ToHexString))} and {string.Join(" ", b.Select(Convert.ToHexString))}");
        }
    }
}
