using Hathi.Base;
using Hathi.Hdfs.Core.Namespace;

namespace Hathi.Hdfs.Core.Edits;

/// <summary>Another holder writes the file (lease recovery). Who that is is not persisted.</summary>
internal readonly struct LeaseReassigned(long fileId, string holder, string? user) : IEdit<LeaseReassigned, NameSpace>
{
    public static LeaseReassigned Read(ref RecordReader reader)
    {
        var fileId = reader.Unsigned();
        return new LeaseReassigned(fileId, reader.Text(), user: null);
    }

    public void Write(RecordWriter writer)
    {
        writer.Kind(EditKind.LeaseReassigned);
        writer.Unsigned(fileId);
        writer.Text(holder);
    }

    public void Apply(NameSpace space)
    {
        var open = space.RequireOpen(fileId);
        open.User = user;
        space.Leases.Reassign(open, holder, space.Monotonic);
    }
}
