using Hathi.Base;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Namespace;

namespace Hathi.Hdfs.Core.Edits;

/// <summary>A closed file is open for writing at its end (append). Who writes is not persisted.</summary>
internal readonly struct FileReopened(
    long id, string holder, string? user, string machine, bool reopenLast, IReadOnlyList<ReplicaLocation> targets)
    : IEdit<FileReopened, NameSpace>
{
    public static FileReopened Read(ref RecordReader reader)
    {
        var id = reader.Unsigned();
        var holder = reader.Text();
        var machine = reader.Name();
        return new FileReopened(id, holder, user: null, machine, reader.Byte() != 0, []);
    }

    public void Write(RecordWriter writer)
    {
        writer.Kind(EditKind.FileReopened);
        writer.Unsigned(id);
        writer.Text(holder);
        writer.Text(machine);
        writer.Byte(reopenLast ? (byte)1 : (byte)0);
    }

    public void Apply(NameSpace space)
    {
        var file = space.RequireFile(id);
        space.RequireClosed(id);
        space.Tree[file].Flags |= InodeFlags.UnderConstruction;
        var open = space.Leases.Open(id, holder, user, machine, space.Monotonic);
        if (space.Tree[file].BlockCount == 0)
        {
            return;
        }

        var last = space.BlockOf(space.Tree.Blocks.Last(file));
        open.LastLength = last.Length;
        if (reopenLast)
        {
            space.SetLast(file, open, last.Length, lastIsOpen: true);
            space.Blocks.Reopen(last.Id, last.GenerationStamp, last.Length, targets);
        }
    }
}
