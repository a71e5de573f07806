using Hathi.Base;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Namespace;

namespace Hathi.Hdfs.Core.Edits;

/// <summary>
/// Answers in the retry cache as bytes, in the log and in memory alike. First byte: 0 no result, 1 true, 2 a file status, 3 an append.
/// Locations are not kept: a retry looks up where the block is by then.
/// </summary>
internal static class AnswerCodec
{
    private const byte None = 0;
    private const byte True = 1;
    private const byte Status = 2;
    private const byte Append = 3;
    private const byte AppendWithBlock = 4;

    /// <param name="writer">Scratch, empty afterwards; what a call that failed has left in it is dropped.</param>
    /// <param name="answer">What the operation gave.</param>
    public static byte[] Encode(RecordWriter writer, object? answer)
    {
        if (answer is null or true)
        {
            return [answer is null ? None : True];
        }

        if (!writer.IsEmpty)
        {
            _ = writer.Take();
        }

        if (answer is AppendResult append)
        {
            writer.Byte(append.LastBlock == null ? Append : AppendWithBlock);
            Write(writer, append.Status);
            if (append.LastBlock is { } last)
            {
                writer.Unsigned(last.Block.Id);
                writer.Unsigned(last.Block.Length);
                writer.Unsigned(last.Block.GenerationStamp);
                writer.Unsigned(last.Offset);
            }
        }
        else
        {
            writer.Byte(Status);
            Write(writer, (FileStatus)answer);
        }

        return writer.Take().ToArray();
    }

    /// <summary>The answer again; a located block comes back without locations.</summary>
    public static object? Decode(byte[] answer, NameInterner names)
    {
        var reader = EditFields.Reader(answer, names);
        switch (reader.Byte())
        {
            case None:
                return null;
            case True:
                return true;
            case Status:
                return ReadStatus(ref reader);
            case Append:
                return new AppendResult(null, ReadStatus(ref reader));
            case AppendWithBlock:
                var status = ReadStatus(ref reader);
                var id = reader.Unsigned();
                var length = reader.Unsigned();
                var block = new Block(id, length, reader.Unsigned());
                return new AppendResult(new LocatedBlock(block, reader.Unsigned(), false, []), status);
            case var unknown:
                throw EditFields.Damaged($"has an answer of the unknown kind {unknown}");
        }
    }

    private static void Write(RecordWriter writer, FileStatus status)
    {
        writer.Byte((byte)status.Kind);
        writer.Bytes(status.Name.Span);
        writer.Unsigned(status.Length);
        writer.Attributes(new Attributes(status.Owner, status.Group, status.Mode));
        writer.Signed(status.ModificationTime);
        writer.Signed(status.AccessTime);
        writer.Unsigned(status.Replication);
        writer.Unsigned(status.BlockSize);
        writer.Unsigned(status.InodeId);
        writer.Unsigned(status.Children);
        writer.Byte(status.StoragePolicy);
    }

    private static FileStatus ReadStatus(ref RecordReader reader)
    {
        var kind = (FileKind)reader.Byte();
        var name = reader.Bytes().ToArray();
        var length = reader.Unsigned();
        var attributes = reader.Attributes();
        return new FileStatus
        {
            Kind = kind,
            Name = name,
            Length = length,
            Owner = attributes.Owner,
            Group = attributes.Group,
            Mode = attributes.Mode,
            ModificationTime = reader.Signed(),
            AccessTime = reader.Signed(),
            Replication = (short)reader.Unsigned(),
            BlockSize = reader.Unsigned(),
            InodeId = reader.Unsigned(),
            Children = reader.Count(),
            StoragePolicy = reader.Byte(),
            Locations = null,
        };
    }
}
