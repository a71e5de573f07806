using Hathi.Base;
using Hathi.Hdfs.Core.Namespace;

namespace Hathi.Hdfs.Core.Edits;

/// <summary>Modification and access time of an inode, both as they are now (setTimes, the access time of a read).</summary>
internal readonly struct TimesSet(long id, long modificationTime, long accessTime) : IEdit<TimesSet, NameSpace>
{
    public static TimesSet Read(ref RecordReader reader)
    {
        var id = reader.Unsigned();
        var modificationTime = reader.Signed();
        return new TimesSet(id, modificationTime, reader.Signed());
    }

    public void Write(RecordWriter writer)
    {
        writer.Kind(EditKind.TimesSet);
        writer.Unsigned(id);
        writer.Signed(modificationTime);
        writer.Signed(accessTime);
    }

    public void Apply(NameSpace space)
    {
        ref var inode = ref space.Tree[space.Require(id)];
        inode.ModificationTime = modificationTime;
        inode.AccessTime = accessTime;
    }
}
