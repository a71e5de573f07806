using Hathi.Base;
using Hathi.Hdfs.Core.Namespace;

namespace Hathi.Hdfs.Core.Edits;

/// <summary>Owner, group and mode of an inode, all three as they are now (setPermission, setOwner).</summary>
internal readonly struct AttributesSet(long id, Attributes attributes) : IEdit<AttributesSet, NameSpace>
{
    public static AttributesSet Read(ref RecordReader reader)
    {
        var id = reader.Unsigned();
        return new AttributesSet(id, reader.Attributes());
    }

    public void Write(RecordWriter writer)
    {
        writer.Kind(EditKind.AttributesSet);
        writer.Unsigned(id);
        writer.Attributes(attributes);
    }

    public void Apply(NameSpace space)
    {
        space.Tree.SetAttributes(space.Require(id), attributes);
    }
}
