using System.Runtime.InteropServices;
using Hathi.Ring.Data.Rows;

namespace Hathi.Ring.Storage.Deletions;

/// <summary>A deletion of a whole partition, in native memory.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct PartitionDeletion
{
    /// <summary>The one before, which says less.</summary>
    internal PartitionDeletion* Older;

    internal long Sequence;

    internal Deletion Deletion;

    /// <summary>What was said with a record or before.</summary>
    internal static Deletion At(nint newest, long sequence)
    {
        var deletion = (PartitionDeletion*)newest;
        while (deletion != null && deletion->Sequence > sequence)
        {
            deletion = deletion->Older;
        }

        return deletion == null ? Deletion.None : deletion->Deletion;
    }
}
