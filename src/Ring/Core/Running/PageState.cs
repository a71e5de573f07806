using System.Buffers.Binary;
using Hathi.Base;
using Hathi.Ring.Core.Syntax;
using Hathi.Ring.Data;
using Hathi.Ring.Data.Keys;

namespace Hathi.Ring.Core.Running;

/// <summary>
/// Where the next page of a SELECT begins, as the client keeps it: any node goes on with it. Layout: version (1), checksum (CRC32C of what
/// follows, 4 bytes), the statement and its values (8), flags, token (8), what is left of both limits, key, clustering (numbers and lengths
/// as varints). Not kept secret, and not believed: what it says only makes a client read other rows of its own statement.
/// </summary>
internal readonly ref struct PageState
{
    private const byte Version = 1;
    private const int HeadBytes = 1 + sizeof(uint);
    private const byte BehindPartition = 0x01;
    private const byte Known = BehindPartition;

    /// <summary>To go on behind the partition, not within it.</summary>
    public bool IsBehindPartition { get; init; }

    /// <summary>Of the partition.</summary>
    public long Token { get; init; }

    /// <summary>Rows that may still come.</summary>
    public long Remaining { get; init; }

    /// <summary>Rows of the partition that may still come.</summary>
    public long RemainingInPartition { get; init; }

    /// <summary>Of the partition.</summary>
    public ReadOnlySpan<byte> Key { get; init; }

    /// <summary>The last row that was answered.</summary>
    public ReadOnlySpan<byte> Clustering { get; init; }

    /// <summary>Writes one.</summary>
    /// <param name="target">Gets the bytes.</param>
    /// <param name="identity">The statement and its values.</param>
    public void Write(DataBuffer target, ulong identity)
    {
        var start = target.Length;
        target.Byte(Version);
        target.Room(sizeof(uint));
        BinaryPrimitives.WriteUInt64LittleEndian(target.Room(sizeof(ulong)), identity);
        target.Byte(IsBehindPartition ? BehindPartition : (byte)0);
        BinaryPrimitives.WriteInt64LittleEndian(target.Room(sizeof(long)), Token);
        target.Unsigned((ulong)Remaining);
        target.Unsigned((ulong)RemainingInPartition);
        target.Counted(Key);
        target.Counted(Clustering);
        var body = target.Written[(start + HeadBytes)..];
        BinaryPrimitives.WriteUInt32LittleEndian(target.At(start + 1, sizeof(uint)), Crc32C.Compute(body));
    }

    /// <summary>Reads one.</summary>
    /// <exception cref="CqlException">It is none, or of another statement or other values.</exception>
    public static PageState Read(ReadOnlySpan<byte> state, ulong identity)
    {
        if (state.Length < HeadBytes || state[0] != Version
            || BinaryPrimitives.ReadUInt32LittleEndian(state[1..]) != Crc32C.Compute(state[HeadBytes..]))
        {
            throw None();
        }

        var rest = state[HeadBytes..];
        if (rest.Length < sizeof(ulong) + 1 + sizeof(long) || BinaryPrimitives.ReadUInt64LittleEndian(rest) != identity
            || (rest[sizeof(ulong)] & ~Known) != 0)
        {
            throw None();
        }

        var flags = rest[sizeof(ulong)];
        var token = BinaryPrimitives.ReadInt64LittleEndian(rest[(sizeof(ulong) + 1)..]);
        rest = rest[(sizeof(ulong) + 1 + sizeof(long))..];
        var remaining = Unsigned(ref rest);
        var inPartition = Unsigned(ref rest);
        var key = Counted(ref rest);
        var clustering = Counted(ref rest);
        if (!rest.IsEmpty || remaining is 0 or > long.MaxValue || inPartition > long.MaxValue || PartitionKeyBytes.Fault(key) is not null
            || Data.Keys.Token.Of(key) != token)
        {
            throw None();
        }

        return new PageState
        {
            IsBehindPartition = (flags & BehindPartition) != 0,
            Token = token,
            Remaining = (long)remaining,
            RemainingInPartition = (long)inPartition,
            Key = key,
            Clustering = clustering,
        };
    }

    private static CqlException None() => new(CqlErrorCode.ProtocolError, "Invalid value for the paging state");

    private static ulong Unsigned(scoped ref ReadOnlySpan<byte> rest)
    {
        var taken = Varint.TryRead64(rest, out var number);
        if (taken <= 0)
        {
            throw None();
        }

        rest = rest[taken..];
        return number;
    }

    private static ReadOnlySpan<byte> Counted(scoped ref ReadOnlySpan<byte> rest)
    {
        var length = Unsigned(ref rest);
        if (length > (ulong)rest.Length)
        {
            throw None();
        }

        var bytes = rest[..(int)length];
        rest = rest[(int)length..];
        return bytes;
    }
}
