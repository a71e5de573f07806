using Hathi.Ring.Protocol.Metadata;
using Hathi.Ring.Protocol.Notation;
using Hathi.Ring.Data.Types;

namespace Hathi.Ring.Protocol.Tests;

public sealed class TypeOptionTests
{
    private const string Package = "org.apache.cassandra.db.marshal.";

    private static readonly UserType s_user = new("ks", "address", ["street", "no"], [NativeType.Varchar, NativeType.Int]);

    public static TheoryData<CqlType, string> Known => new()
    {
        { NativeType.Ascii, "0001" },
        { NativeType.Bigint, "0002" },
        { NativeType.Blob, "0003" },
        { NativeType.Boolean, "0004" },
        { NativeType.Counter, "0005" },
        { NativeType.Decimal, "0006" },
        { NativeType.Double, "0007" },
        { NativeType.Float, "0008" },
        { NativeType.Int, "0009" },
        { NativeType.Timestamp, "000B" },
        { NativeType.Uuid, "000C" },
        { NativeType.Varchar, "000D" },
        { NativeType.Varint, "000E" },
        { NativeType.Timeuuid, "000F" },
        { NativeType.Inet, "0010" },
        { NativeType.Date, "0011" },
        { NativeType.Time, "0012" },
        { NativeType.Smallint, "0013" },
        { NativeType.Tinyint, "0014" },
        { NativeType.Duration, "0015" },
        { new ListType(NativeType.Int), "0020 0009" },
        { new SetType(NativeType.Int), "0022 0009" },
        { new MapType(NativeType.Int, new SetType(NativeType.Uuid)), "0021 0009 0022 000C" },
        { new TupleType([NativeType.Int, NativeType.Blob]), "0031 0002 0009 0003" },
        { new TupleType([]), "0031 0000" },
        { s_user, "0030 0002 'ks' 0007 'address' 0002 0006 'street' 000D 0002 'no' 0009" },
        { new VectorType(NativeType.Float, 3), $"0000 0059 '{Package}VectorType({Package}FloatType , 3)'" },
        { new CustomType("com.example.T"), "0000 000D 'com.example.T'" },
    };

    [Theory]
    [MemberData(nameof(Known), DisableDiscoveryEnumeration = true)]
    public void Writes_and_reads_the_bytes_of_the_specification(CqlType type, string text)
    {
        var bytes = Wire.Bytes(text);
        Assert.Equal(bytes, Wire.Written(b => TypeOption.Write(b, type, ProtocolVersion.V5)));
        Assert.Equal(type, Read(bytes));
    }

    [Fact]
    public void Each_kind_has_its_bytes() =>
        Assert.Equal(Enum.GetValues<CqlKind>(), Known.Select(static row => row.Data.Item1.Kind).Distinct().Order());

    /// <summary>What an older version has no number for goes by its class.</summary>
    [Theory]
    [InlineData(ProtocolVersion.V3, CqlKind.Date, "SimpleDateType")]
    [InlineData(ProtocolVersion.V3, CqlKind.Time, "TimeType")]
    [InlineData(ProtocolVersion.V3, CqlKind.Smallint, "ShortType")]
    [InlineData(ProtocolVersion.V3, CqlKind.Tinyint, "ByteType")]
    [InlineData(ProtocolVersion.V4, CqlKind.Duration, "DurationType")]
    public void Older_versions_are_told_the_class(ProtocolVersion version, CqlKind kind, string javaClass)
    {
        var type = new ListType(NativeType.Of(kind)!);
        var bytes = Wire.Written(b => TypeOption.Write(b, type, version));
        Assert.Equal($"00200000{Package.Length + javaClass.Length:X4}", Convert.ToHexString(bytes.AsSpan(0, 6)));
        Assert.Equal(Package + javaClass, System.Text.Encoding.ASCII.GetString(bytes.AsSpan(6)));
        Assert.Equal(type, Read(bytes));
        Assert.Equal(4, Wire.Written(b => TypeOption.Write(b, type, version + 1)).Length);
    }

    [Fact]
    public void Text_has_two_numbers() => Assert.Equal(NativeType.Varchar, Read(Wire.Bytes("000A")));

    [Theory]
    [InlineData("0016")]
    [InlineData("0023")]
    [InlineData("FFFF")]
    [InlineData("00")]
    [InlineData("0020")]
    [InlineData("0021 0009")]
    [InlineData("0031 FFFF 0009")]
    [InlineData("0030 0002 'ks' 0001 't' FFFF 0000 0009")]
    [InlineData("0000 0010 'org.apache'")]
    public void What_is_no_type_is_refused(string text) => Assert.True(Wire.Refused(() => Read(Wire.Bytes(text))).ConnectionGoesOn);

    [Fact]
    public void Types_are_followed_as_deep_as_anybody_composes_them()
    {
        Assert.Equal(TypeLimits.MaxDepth, Read(Nested(TypeLimits.MaxDepth)).Depth);
        Assert.True(Wire.Refused(() => Read(Nested(TypeLimits.MaxDepth + 1))).ConnectionGoesOn);
        Assert.True(Wire.Refused(() => Read(Nested(1_000_000))).ConnectionGoesOn);
    }

    /// <summary>Whoever makes them: a type is written and compared as deep as it is, and each level is one of our stack.</summary>
    [Fact]
    public void No_type_is_deeper_than_is_followed()
    {
        CqlType type = NativeType.Int;
        for (var depth = 1; depth < TypeLimits.MaxDepth; depth++)
        {
            type = new UserType("ks", $"u{depth}", ["f"], [type]);
        }

        Assert.Equal(type, Read(Wire.Written(b => TypeOption.Write(b, type, ProtocolVersion.V5))));
        Func<CqlType>[] deeper =
        [
            () => new ListType(type), () => new SetType(type), () => new MapType(NativeType.Int, type), () => new TupleType([type]),
            () => new VectorType(type, 1), () => new UserType("ks", "u", ["f"], [type]),
        ];
        Assert.All(deeper, static make => Assert.Throws<CqlTypeException>(make));
    }

    /// <summary>Each has the one before it twice: 28 statements would make a type that nobody can write or compare.</summary>
    [Fact]
    public void No_type_is_made_of_more_than_can_be_written()
    {
        CqlType type = NativeType.Int;
        for (var count = 1; count < TypeLimits.MaxNodes / 2; count = (2 * count) + 1)
        {
            type = new UserType("ks", "u", ["a", "b"], [type, type]);
        }

        Assert.Equal(type, Read(Wire.Written(b => TypeOption.Write(b, type, ProtocolVersion.V5))));
        var more = new ListType(type);
        Assert.Throws<CqlTypeException>(() => new MapType(more, more));
        Assert.Throws<CqlTypeException>(() => new TupleType([more, more]));
        Assert.Throws<CqlTypeException>(() => new UserType("ks", "u", ["a", "b"], [more, more]));
    }

    [Fact]
    public void What_has_more_than_can_be_told_is_refused_when_it_is_written()
    {
        var tuple = new TupleType([.. Enumerable.Repeat(NativeType.Int, ushort.MaxValue)]);
        Assert.Equal(tuple, Read(Wire.Written(b => TypeOption.Write(b, tuple, ProtocolVersion.V5))));

        // The name of a vector's class has all that is within it.
        var wide = new VectorType(new TupleType([.. Enumerable.Repeat(NativeType.Int, 2000)]), 2);
        var refused = Wire.Refused(() => Wire.Written(b => TypeOption.Write(b, wide, ProtocolVersion.V5)));
        Assert.Equal(ErrorCode.Invalid, refused.Code);
    }

    public static TheoryData<string, CqlType> Names => new()
    {
        { "Int32Type", NativeType.Int },
        { $"{Package}UTF8Type", NativeType.Varchar },
        { "ListType(Int32Type)", new ListType(NativeType.Int) },
        { $"{Package}FrozenType({Package}SetType({Package}UUIDType))", new SetType(NativeType.Uuid) },
        { "ReversedType(TimeUUIDType)", NativeType.Timeuuid },
        { "MapType( Int32Type , BytesType )", new MapType(NativeType.Int, NativeType.Blob) },
        { "TupleType(Int32Type,BytesType)", new TupleType([NativeType.Int, NativeType.Blob]) },
        { "UserType(ks,61646472657373,737472656574:UTF8Type,6e6f:Int32Type)", s_user },
        { "VectorType(VectorType(DoubleType , 2) , 3)", new VectorType(new VectorType(NativeType.Double, 2), 3) },
    };

    [Theory]
    [MemberData(nameof(Names), DisableDiscoveryEnumeration = true)]
    public void Classes_name_types(string name, CqlType type)
    {
        Assert.Equal(type, MarshalName.Parse(name, TypeLimits.MaxDepth));
        Assert.Equal(type, MarshalName.Parse(MarshalName.Of(type), TypeLimits.MaxDepth));
    }

    /// <summary>Elements of vectors are frozen, which is said of what could be otherwise.</summary>
    [Fact]
    public void Names_are_as_Cassandra_writes_them()
    {
        Assert.Equal(
            $"{Package}VectorType({Package}FrozenType({Package}ListType({Package}Int32Type)) , 2)",
            MarshalName.Of(new VectorType(new ListType(NativeType.Int), 2)));
        Assert.Equal(
            $"{Package}VectorType({Package}FrozenType({Package}UserType(ks,61646472657373,737472656574:{Package}UTF8Type,"
            + $"6e6f:{Package}Int32Type)) , 1)",
            MarshalName.Of(new VectorType(s_user, 1)));
        Assert.Equal(
            $"{Package}VectorType({Package}TupleType({Package}Int32Type,{Package}BytesType) , 1)",
            MarshalName.Of(new VectorType(new TupleType([NativeType.Int, NativeType.Blob]), 1)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("com.example.T")]
    [InlineData("ListType")]
    [InlineData("ListType()")]
    [InlineData("ListType(Int32Type")]
    [InlineData("ListType(Int32Type,Int32Type)")]
    [InlineData("ListType(Int32Type)x")]
    [InlineData("MapType(Int32Type)")]
    [InlineData("VectorType(FloatType , 0)")]
    [InlineData("VectorType(FloatType , -1)")]
    [InlineData("VectorType(FloatType , 99999999999)")]
    [InlineData("UserType(ks,6,61:Int32Type)")]
    [InlineData("UserType(ks,ff,61:Int32Type)")]
    [InlineData("UserType(ks,61,61-Int32Type)")]
    public void What_names_none_of_ours_is_kept_as_it_is(string name) =>
        Assert.Equal(new CustomType(name), MarshalName.Parse(name, TypeLimits.MaxDepth));

    [Fact]
    public void Names_are_followed_as_deep_as_types()
    {
        var deep = string.Concat(Enumerable.Repeat("FrozenType(", 60_000)) + "Int32Type" + new string(')', 60_000);
        Assert.IsType<CustomType>(MarshalName.Parse(deep, TypeLimits.MaxDepth));
        deep = string.Concat(Enumerable.Repeat("ListType(", 40)) + "Int32Type" + new string(')', 40);
        Assert.IsType<CustomType>(MarshalName.Parse(deep, TypeLimits.MaxDepth));
    }

    /// <summary>Of smallint, tinyint, date and time Apache does not know that they have one, so vectors of them are longer.</summary>
    [Fact]
    public void Lengths_are_those_that_Apache_knows()
    {
        var known = NativeType.All.Where(static t => t.FixedLength > 0).ToDictionary(static t => t.Kind, static t => t.FixedLength);
        Assert.Equal(
            new Dictionary<CqlKind, int>
            {
                [CqlKind.Bigint] = 8, [CqlKind.Boolean] = 1, [CqlKind.Double] = 8, [CqlKind.Float] = 4, [CqlKind.Int] = 4,
                [CqlKind.Timestamp] = 8, [CqlKind.Uuid] = 16, [CqlKind.Timeuuid] = 16,
            },
            known);
        Assert.Equal(12, new VectorType(NativeType.Float, 3).FixedLength);
        Assert.Equal(0, new VectorType(NativeType.Varchar, 3).FixedLength);
        Assert.Equal(int.MaxValue, new VectorType(NativeType.Uuid, int.MaxValue).FixedLength);
    }

    private static CqlType Read(byte[] bytes)
    {
        var reader = new WireReader(bytes);
        var type = TypeOption.Read(ref reader);
        Assert.True(reader.Rest.IsEmpty);
        return type;
    }

    private static byte[] Nested(int depth) =>
        [.. Enumerable.Repeat<byte[]>([0x00, 0x20], depth - 1).SelectMany(static b => b), 0x00, 0x09];
}
