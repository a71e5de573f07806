using System.Runtime.InteropServices;

namespace Hathi.Ring.Storage.Memtables;

/// <summary>What a partition holds, in native memory: pointers that grow from zero to newer ones.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PartitionState
{
    /// <summary>The row without clustering, the only one of a table that has no clustering columns.</summary>
    internal nint Single;

    /// <summary>The list of the other rows (<see cref="Ordered.ListHead"/>).</summary>
    internal nint Rows;

    /// <summary>The static row.</summary>
    internal nint Static;

    /// <summary>The deletion of all of it (<see cref="Deletions.PartitionDeletion"/>).</summary>
    internal nint Deletion;

    /// <summary>Ranges that are deleted (<see cref="Deletions.RangeSet"/>).</summary>
    internal nint Ranges;
}
