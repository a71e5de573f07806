using System.Buffers.Binary;

namespace Hathi.Hadoop.Rpc;

/// <summary>The 16 bytes that name a client over all its connections; with the call id they name a call over its retries.</summary>
/// <param name="High">First eight bytes, big-endian.</param>
/// <param name="Low">Last eight bytes, big-endian.</param>
public readonly record struct RpcClientId(ulong High, ulong Low)
{
    /// <summary>Bytes on the wire.</summary>
    public const int Length = 16;

    /// <summary>No client id, or one that is not 16 bytes long: such calls have no identity over retries.</summary>
    public static readonly RpcClientId None;

    /// <summary>A random id (version 4 UUID, as Apache's clients make them).</summary>
    public static RpcClientId NewRandom()
    {
        Span<byte> bytes = stackalloc byte[Length];
        Guid.NewGuid().TryWriteBytes(bytes, bigEndian: true, out _);
        return FromBytes(bytes);
    }

    /// <summary>The id of these bytes; <see cref="None"/> unless they are 16.</summary>
    public static RpcClientId FromBytes(ReadOnlySpan<byte> bytes) => bytes.Length == Length
        ? new(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]))
        : None;

    /// <summary>The 16 bytes as they travel.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Length];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, High);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(8), Low);
        return bytes;
    }
}
