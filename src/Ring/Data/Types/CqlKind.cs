namespace Hathi.Ring.Data.Types;

/// <summary>Kinds of types, by the numbers that they have on the wire. Source: <c>native_protocol_v5.spec</c>, section 4.2.5.2.</summary>
public enum CqlKind : ushort
{
    /// <summary>By the name of a Java class: vectors, and what a version has no number for.</summary>
    Custom = 0x0000,

    /// <summary>Text of 7 bits.</summary>
    Ascii = 0x0001,

    /// <summary>64 bits.</summary>
    Bigint = 0x0002,

    /// <summary>Bytes.</summary>
    Blob = 0x0003,

    /// <summary>A byte.</summary>
    Boolean = 0x0004,

    /// <summary>64 bits that are added to.</summary>
    Counter = 0x0005,

    /// <summary>A whole number and where its point is.</summary>
    Decimal = 0x0006,

    /// <summary>IEEE 754, 64 bits.</summary>
    Double = 0x0007,

    /// <summary>IEEE 754, 32 bits.</summary>
    Float = 0x0008,

    /// <summary>32 bits.</summary>
    Int = 0x0009,

    /// <summary>Milliseconds since 1970.</summary>
    Timestamp = 0x000B,

    /// <summary>16 bytes.</summary>
    Uuid = 0x000C,

    /// <summary>UTF-8: text and varchar.</summary>
    Varchar = 0x000D,

    /// <summary>A whole number of any length.</summary>
    Varint = 0x000E,

    /// <summary>A UUID of version 1.</summary>
    Timeuuid = 0x000F,

    /// <summary>An IP address.</summary>
    Inet = 0x0010,

    /// <summary>Days, 1970-01-01 being 2^31; since version 4.</summary>
    Date = 0x0011,

    /// <summary>Nanoseconds since midnight; since version 4.</summary>
    Time = 0x0012,

    /// <summary>16 bits; since version 4.</summary>
    Smallint = 0x0013,

    /// <summary>8 bits; since version 4.</summary>
    Tinyint = 0x0014,

    /// <summary>Months, days, nanoseconds; since version 5.</summary>
    Duration = 0x0015,

    /// <summary>Of elements.</summary>
    List = 0x0020,

    /// <summary>Of keys and values.</summary>
    Map = 0x0021,

    /// <summary>Of elements.</summary>
    Set = 0x0022,

    /// <summary>Fields by name, of a keyspace.</summary>
    UserType = 0x0030,

    /// <summary>Fields by place.</summary>
    Tuple = 0x0031,
}
