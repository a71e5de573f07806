using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Hathi.Ring.Protocol.Notation;

/// <summary>
/// Reads the notations of an envelope's body, one after another. What it gives are slices of the body; no length is believed before so many
/// bytes are there. Anything that does not fit is a <see cref="ProtocolException"/> after which the connection goes on.
/// Source: <c>native_protocol_v5.spec</c>, section 3.
/// </summary>
/// <param name="body">The bytes.</param>
public ref struct WireReader(ReadOnlySpan<byte> body)
{
    private const int UuidBytes = 16;
    private const int Ipv4Bytes = 4;
    private const int Ipv6Bytes = 16;

    // Cassandra has it for debugging, and refuses it unless it was started to debug.
    private const ushort NodeLocal = 0x000B;

    private ReadOnlySpan<byte> _rest = body;

    /// <summary>What was not read yet.</summary>
    public readonly ReadOnlySpan<byte> Rest => _rest;

    /// <summary>A [byte].</summary>
    public byte Byte() => Take(1, "a byte")[0];

    /// <summary>A [short].</summary>
    public ushort Short() => BinaryPrimitives.ReadUInt16BigEndian(Take(sizeof(ushort), "a short"));

    /// <summary>An [int].</summary>
    public int Int() => BinaryPrimitives.ReadInt32BigEndian(Take(sizeof(int), "an int"));

    /// <summary>A [long].</summary>
    public long Long() => BinaryPrimitives.ReadInt64BigEndian(Take(sizeof(long), "a long"));

    /// <summary>A [uuid].</summary>
    public Guid Uuid() => new(Take(UuidBytes, "a uuid"), bigEndian: true);

    /// <summary>A [string], as UTF-8.</summary>
    public ReadOnlySpan<byte> Utf8() => Valid(Take(Short(), "a string"));

    /// <summary>A [string].</summary>
    public string String() => Encoding.UTF8.GetString(Utf8());

    /// <summary>A [long string], as UTF-8.</summary>
    public ReadOnlySpan<byte> LongUtf8()
    {
        var length = Int();
        return length >= 0 ? Valid(Take(length, "a long string")) : throw ProtocolException.Damaged($"a long string of {length} bytes");
    }

    /// <summary>A [short bytes].</summary>
    public ReadOnlySpan<byte> ShortBytes() => Take(Short(), "short bytes");

    /// <summary>A [bytes]: every negative length is null.</summary>
    public WireValue Bytes()
    {
        var length = Int();
        return length < 0 ? WireValue.Null : WireValue.Of(Take(length, "bytes"));
    }

    /// <summary>A [value]. Before version 4 there was no "not set", and every negative length was null.</summary>
    public WireValue Value(ProtocolVersion version)
    {
        var length = Int();
        if (length >= 0)
        {
            return WireValue.Of(Take(length, "a value"));
        }

        return version < ProtocolVersion.V4 || length == WireValue.NullLength ? WireValue.Null
            : length == WireValue.UnsetLength ? WireValue.Unset
            : throw ProtocolException.Damaged($"a value of {length} bytes");
    }

    /// <summary>A [consistency].</summary>
    public Consistency Consistency()
    {
        var code = Short();
        if (code == NodeLocal)
        {
            throw ProtocolException.Invalid(
                "NODE_LOCAL consistency level is highly dangerous and should be used only for debugging purposes");
        }

        return code <= (ushort)Protocol.Consistency.LocalOne ? (Consistency)code
            : throw ProtocolException.Damaged($"Unknown code {code} for a consistency level");
    }

    /// <summary>An [inetaddr].</summary>
    public IPAddress Address()
    {
        var length = Byte();
        return length is Ipv4Bytes or Ipv6Bytes ? new IPAddress(Take(length, "an address"))
            : throw ProtocolException.Damaged($"an address of {length} bytes");
    }

    /// <summary>An [inet].</summary>
    public IPEndPoint Inet()
    {
        var address = Address();
        var port = Int();
        return port is >= IPEndPoint.MinPort and <= IPEndPoint.MaxPort ? new IPEndPoint(address, port)
            : throw ProtocolException.Damaged($"an address with port {port}");
    }

    /// <summary>A [string list]. Each string has two bytes at least, so that its number cannot be far from theirs.</summary>
    public string[] StringList()
    {
        var strings = new string[Count(Short(), sizeof(ushort), "a string list")];
        for (var i = 0; i < strings.Length; i++)
        {
            strings[i] = String();
        }

        return strings;
    }

    /// <summary>A number of things of which each has so many bytes at least.</summary>
    internal readonly int Count(int count, int bytesEach, string what) =>
        count >= 0 && (long)count * bytesEach <= _rest.Length ? count
            : throw ProtocolException.Damaged($"{what} of {count} where {_rest.Length} bytes are left");

    private static ReadOnlySpan<byte> Valid(ReadOnlySpan<byte> text) =>
        System.Text.Unicode.Utf8.IsValid(text) ? text : throw ProtocolException.Damaged("a string that is not UTF-8");

    private ReadOnlySpan<byte> Take(int length, string what)
    {
        if (length > _rest.Length)
        {
            throw ProtocolException.Damaged($"Not enough bytes to read {what}: {length} are needed and {_rest.Length} left");
        }

        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }
}
