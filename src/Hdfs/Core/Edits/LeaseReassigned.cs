using Hathi.Base;
using Hathi.Hdfs.Core.Namespace;

namespace Hathi.Hdfs.Core.Edits;

/// <summary>Another holder writes the file (lease recovery).</summary>
internal readonly struct LeaseReassigned(long fileId, string holder) : IEdit
{
    public static LeaseReassigned Read(ref RecordReader reader)
    {
        var fileId = reader.Unsigned();
        return new LeaseReassigned(fileId, reader.Text());
    }

    public void Write(RecordWriter writer)
    {
        writer.Kind(EditKind.LeaseReassigned);
        writer.Unsigned(fileId);
        writer.Text(holder);
    }

    public void Apply(NameSpace space)
    {
        space.Leases.Reassign(space.RequireOpen(fileId), holder, space.Monotonic);
    }
}
