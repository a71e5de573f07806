using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Hathi.Base;
using Hathi.Records.Compression;

namespace Hathi.Records.Sequence;

/// <summary>
/// What a sequence file starts with: "SEQ" 6, the two class names, whether and how it is packed, metadata, and the 16 bytes that mark a
/// place where a reader can start. Source: Apache <c>SequenceFile</c>, version 6, which Hadoop has written since 2008.
/// </summary>
internal sealed record SequenceHeader
{
    /// <summary>Bytes of a mark.</summary>
    internal const int SyncBytes = 16;

    /// <summary>In the place of a record's length: a mark follows.</summary>
    internal const int SyncEscape = -1;

    /// <summary>Marks are at least so far apart where records are not packed in blocks.</summary>
    internal const int SyncInterval = 5 * 1024 * (SyncBytes + sizeof(int));

    private const byte Version = 6;

    internal required string KeyClass { get; init; }

    internal required string ValueClass { get; init; }

    internal required SequenceCompression Compression { get; init; }

    /// <summary>Null when nothing is packed.</summary>
    internal required CompressionCodec? Codec { get; init; }

    /// <summary>In the order of their bytes.</summary>
    internal required IReadOnlyList<KeyValuePair<string, string>> Metadata { get; init; }

    internal required byte[] Sync { get; init; }

    internal static ReadOnlySpan<byte> Magic => "SEQ"u8;

    internal void WriteTo(IBufferWriter<byte> target)
    {
        target.Write(Magic);
        target.Write([Version]);
        WriteText(target, KeyClass);
        WriteText(target, ValueClass);
        target.Write([(byte)(Compression == SequenceCompression.None ? 0 : 1), (byte)(Compression == SequenceCompression.Block ? 1 : 0)]);
        if (Compression != SequenceCompression.None)
        {
            WriteText(target, Codec!.JavaClass);
        }

        BinaryPrimitives.WriteInt32BigEndian(target.GetSpan(sizeof(int)), Metadata.Count);
        target.Advance(sizeof(int));
        foreach (var (key, value) in Metadata)
        {
            WriteText(target, key);
            WriteText(target, value);
        }

        target.Write(Sync);
    }

    /// <exception cref="InvalidDataException">It is no sequence file, or one that cannot be read here.</exception>
    internal static SequenceHeader Read(SequenceInput input)
    {
        if (!input.TryFill(4) || !input.Window.StartsWith(Magic))
        {
            throw new InvalidDataException(
                $"{input.Name} is no sequence file: it does not start with SEQ. Read text with TextInputFormat.");
        }

        if (input.Window[3] != Version)
        {
            throw new InvalidDataException($"{input.Name} is a sequence file of version {input.Window[3]}; version {Version} is read here. "
                + "Copy it with Hadoop's own tools.");
        }

        input.Skip(4);
        var (keyClass, valueClass) = (ReadText(input), ReadText(input));
        var (packed, blocks) = (ReadBoolean(input), ReadBoolean(input));
        CompressionCodec? codec = null;
        if (packed)
        {
            var name = ReadText(input);
            codec = CompressionCodec.ByClass(name)
                ?? throw new InvalidDataException(
                    $"{input.Name} is packed with {name}, which cannot be unpacked here; gzip, bzip2, zlib and snappy can.");
        }

        var count = input.ReadInt32();
        var metadata = new List<KeyValuePair<string, string>>();
        for (var i = 0; i < count; i++)
        {
            metadata.Add(new(ReadText(input), ReadText(input)));
        }

        input.Fill(SyncBytes);
        var sync = input.Window[..SyncBytes].ToArray();
        input.Skip(SyncBytes);
        return new SequenceHeader
        {
            KeyClass = keyClass,
            ValueClass = valueClass,
            Compression = !packed ? SequenceCompression.None : blocks ? SequenceCompression.Block : SequenceCompression.Record,
            Codec = codec,
            Metadata = metadata,
            Sync = sync,
        };
    }

    private static void WriteText(IBufferWriter<byte> target, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        target.Advance(VInt.Write(target.GetSpan(VInt.MaxBytes), bytes.Length));
        target.Write(bytes);
    }

    private static string ReadText(SequenceInput input)
    {
        var length = input.ReadLength();
        input.Fill(length);
        var text = Encoding.UTF8.GetString(input.Window[..length]);
        input.Skip(length);
        return text;
    }

    private static bool ReadBoolean(SequenceInput input)
    {
        input.Fill(1);
        var value = input.Window[0] != 0;
        input.Skip(1);
        return value;
    }
}
