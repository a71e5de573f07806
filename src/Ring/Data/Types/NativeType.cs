namespace Hathi.Ring.Data.Types;

/// <summary>A type that is not composed; one object a kind.</summary>
public sealed record NativeType : CqlType
{
    private NativeType(CqlKind kind, string javaClass, int fixedLength)
        : base(kind, 1, 1)
    {
        JavaClass = javaClass;
        FixedLength = fixedLength;
    }

    /// <summary>Text of 7 bits.</summary>
    public static NativeType Ascii { get; } = new(CqlKind.Ascii, "AsciiType", 0);

    /// <summary>64 bits.</summary>
    public static NativeType Bigint { get; } = new(CqlKind.Bigint, "LongType", 8);

    /// <summary>Bytes.</summary>
    public static NativeType Blob { get; } = new(CqlKind.Blob, "BytesType", 0);

    /// <summary>A byte.</summary>
    public static NativeType Boolean { get; } = new(CqlKind.Boolean, "BooleanType", 1);

    /// <summary>64 bits that are added to.</summary>
    public static NativeType Counter { get; } = new(CqlKind.Counter, "CounterColumnType", 0);

    /// <summary>A whole number and where its point is.</summary>
    public static NativeType Decimal { get; } = new(CqlKind.Decimal, "DecimalType", 0);

    /// <summary>IEEE 754, 64 bits.</summary>
    public static NativeType Double { get; } = new(CqlKind.Double, "DoubleType", 8);

    /// <summary>IEEE 754, 32 bits.</summary>
    public static NativeType Float { get; } = new(CqlKind.Float, "FloatType", 4);

    /// <summary>32 bits.</summary>
    public static NativeType Int { get; } = new(CqlKind.Int, "Int32Type", 4);

    /// <summary>Milliseconds since 1970.</summary>
    public static NativeType Timestamp { get; } = new(CqlKind.Timestamp, "TimestampType", 8);

    /// <summary>16 bytes.</summary>
    public static NativeType Uuid { get; } = new(CqlKind.Uuid, "UUIDType", 16);

    /// <summary>UTF-8.</summary>
    public static NativeType Varchar { get; } = new(CqlKind.Varchar, "UTF8Type", 0);

    /// <summary>A whole number of any length.</summary>
    public static NativeType Varint { get; } = new(CqlKind.Varint, "IntegerType", 0);

    /// <summary>A UUID of version 1.</summary>
    public static NativeType Timeuuid { get; } = new(CqlKind.Timeuuid, "TimeUUIDType", 16);

    /// <summary>An IP address.</summary>
    public static NativeType Inet { get; } = new(CqlKind.Inet, "InetAddressType", 0);

    /// <summary>Days, 1970-01-01 being 2^31.</summary>
    public static NativeType Date { get; } = new(CqlKind.Date, "SimpleDateType", 0);

    /// <summary>Nanoseconds since midnight.</summary>
    public static NativeType Time { get; } = new(CqlKind.Time, "TimeType", 0);

    /// <summary>16 bits.</summary>
    public static NativeType Smallint { get; } = new(CqlKind.Smallint, "ShortType", 0);

    /// <summary>8 bits.</summary>
    public static NativeType Tinyint { get; } = new(CqlKind.Tinyint, "ByteType", 0);

    /// <summary>Months, days, nanoseconds.</summary>
    public static NativeType Duration { get; } = new(CqlKind.Duration, "DurationType", 0);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<NativeType> All { get; } =
    [
        Ascii, Bigint, Blob, Boolean, Counter, Decimal, Double, Float, Int, Timestamp, Uuid, Varchar, Varint, Timeuuid, Inet, Date, Time,
        Smallint, Tinyint, Duration,
    ];

    /// <inheritdoc/>
    public override int FixedLength { get; }

    /// <summary>Apache's class, without its package.</summary>
    public string JavaClass { get; }

    /// <summary>The one of a kind; null: that kind is composed, or there is none.</summary>
    public static NativeType? Of(CqlKind kind)
    {
        foreach (var type in All)
        {
            if (type.Kind == kind)
            {
                return type;
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public override string ToString() => Kind.ToString();
}
