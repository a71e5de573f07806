using System.Buffers.Binary;
using System.Numerics;
using Hathi.Base;

namespace Hathi.Simulation.Tests.Hdfs.DataNode;

/// <summary>
/// A replica on a simulated disk: records of bytes, each with its checksum, and records that cut. Nothing is written twice in place, so
/// that whatever a crash leaves, the longest sound beginning is what was written. The name says block, generation and state.
/// </summary>
internal static class ReplicaFile
{
    private const int Header = 7; // kind, offset, length
    private const int Checksum = 4;
    private const byte Data = 1;
    private const byte Cut = 2;

    public static string Path(int volume, long id, long generation, string state) => $"/v{volume}/blk_{id}_{generation}.{state}";

    /// <summary>From a file's name; false: it is no replica.</summary>
    public static bool TryParse(string name, out long id, out long generation, out string state)
    {
        id = generation = 0;
        state = "";
        var dot = name.LastIndexOf('.');
        var parts = dot < 0 ? [] : name[..dot].Split('_');
        if (parts.Length != 3 || parts[0] != "blk")
        {
            return false;
        }

        state = name[(dot + 1)..];
        return long.TryParse(parts[1], out id) && long.TryParse(parts[2], out generation);
    }

    /// <summary>Adds bytes.</summary>
    /// <returns>Where the next record goes.</returns>
    public static long Append(IDiskFile file, long position, long offset, ReadOnlySpan<byte> bytes) =>
        Write(file, position, Data, offset, bytes);

    /// <summary>Cuts the replica.</summary>
    public static long AppendCut(IDiskFile file, long position, long length) => Write(file, position, Cut, length, []);

    /// <summary>Reads a whole file.</summary>
    public static ReplicaContent Read(IDiskFile file, bool isFinal)
    {
        var raw = new byte[file.Length];
        var n = file.Read(0, raw);
        return Parse(raw.AsSpan(0, n), isFinal);
    }

    /// <summary>
    /// What is there. A last record that does not match its checksum was torn by a crash and is none; in a finished replica, or
    /// before others, it is rot.
    /// </summary>
    public static ReplicaContent Parse(ReadOnlySpan<byte> raw, bool isFinal)
    {
        var bytes = new List<byte>();
        var (at, sound) = (0, true);
        while (Length(raw[at..]) is var length and > 0)
        {
            var record = raw.Slice(at, length);
            var matches = BinaryPrimitives.ReadUInt32LittleEndian(record[^Checksum..]) == Sum(record[..^Checksum]);
            var offset = BinaryPrimitives.ReadInt32LittleEndian(record[1..]);
            if ((!matches && !isFinal && Length(raw[(at + length)..]) == 0) || offset < 0 || offset > bytes.Count)
            {
                break;
            }

            sound &= matches;
            bytes.RemoveRange(offset, bytes.Count - offset);
            bytes.AddRange(record[Header..^Checksum]);
            at += length;
        }

        return new ReplicaContent(bytes.ToArray(), at, sound, at == raw.Length);
    }

    /// <summary>Where in a file its blocks' bytes are: what rot strikes without anybody seeing it from outside.</summary>
    public static List<int> Payload(ReadOnlySpan<byte> raw)
    {
        var offsets = new List<int>();
        for (var at = 0; Length(raw[at..]) is var length and > 0; at += length)
        {
            for (var i = Header; i < length - Checksum; i++)
            {
                offsets.Add(at + i);
            }
        }

        return offsets;
    }

    // Of the record at the front; 0: there is no whole one.
    private static int Length(ReadOnlySpan<byte> rest)
    {
        if (rest.Length < Header + Checksum || rest[0] is not (Data or Cut))
        {
            return 0;
        }

        var length = Header + BinaryPrimitives.ReadUInt16LittleEndian(rest[5..]) + Checksum;
        return length <= rest.Length ? length : 0;
    }

    private static long Write(IDiskFile file, long position, byte kind, long offset, ReadOnlySpan<byte> bytes)
    {
        var record = new byte[Header + bytes.Length + Checksum];
        record[0] = kind;
        BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(1), (int)offset);
        BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(5), (ushort)bytes.Length);
        bytes.CopyTo(record.AsSpan(Header));
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(Header + bytes.Length), Sum(record.AsSpan(0, Header + bytes.Length)));
        file.Write(position, record);
        return position + record.Length;
    }

    private static uint Sum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc = BitOperations.Crc32C(crc, b);
        }

        return crc;
    }
}

/// <summary>What a replica's file holds.</summary>
/// <param name="Bytes">Of the block.</param>
/// <param name="Position">Where the next record goes.</param>
/// <param name="IsSound">All records match their checksums.</param>
/// <param name="IsWhole">Nothing of a torn record follows.</param>
internal sealed record ReplicaContent(byte[] Bytes, long Position, bool IsSound, bool IsWhole);
