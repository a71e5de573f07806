using Hathi.Base;
using Hathi.Hdfs.Core.Namespace;

namespace Hathi.Hdfs.Core.Edits;

/// <summary>What the records of the name space, edits, answers and images, are made of beside numbers and texts.</summary>
internal static class EditFields
{
    /// <summary>Whose records they are, for the message of an error.</summary>
    public const string Of = "the name space";

    public static RecordReader Reader(ReadOnlySpan<byte> record, NameInterner names) => new(record, Of, names);

    public static FormatException Damaged(string how) => RecordReader.Damaged(Of, how);

    public static void Kind(this RecordWriter writer, EditKind kind) => writer.Byte((byte)kind);

    /// <summary>Owner, group and mode.</summary>
    public static void Attributes(this RecordWriter writer, in Attributes value)
    {
        writer.Text(value.Owner);
        writer.Text(value.Group);
        writer.Unsigned(value.Mode);
    }

    /// <summary>Owner, group and mode.</summary>
    public static Attributes Attributes(this ref RecordReader reader)
    {
        var owner = reader.Name();
        var group = reader.Name();
        return new Attributes(owner, group, (ushort)reader.Unsigned());
    }
}
