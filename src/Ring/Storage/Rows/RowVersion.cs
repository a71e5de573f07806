using System.Runtime.InteropServices;

namespace Hathi.Ring.Storage.Rows;

/// <summary>
/// A state of a row in native memory: this, then the row's bytes. What was merged into it stays readable for those who began before.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct RowVersion
{
    /// <summary>What was the newest version before; null: there was none.</summary>
    internal RowVersion* Older;

    /// <summary>Of a version that is only a change: what it changes; null: the bytes are all that there is.</summary>
    internal RowVersion* Below;

    /// <summary>The record that it came with: who began to read before it was applied does not see it.</summary>
    internal long Sequence;

    internal int Length;

    internal static ReadOnlySpan<byte> Bytes(RowVersion* version) => new(version + 1, version->Length);

    /// <summary>The newest version that came with a record or before; null: there is none.</summary>
    internal static RowVersion* At(nint newest, long sequence)
    {
        var version = (RowVersion*)newest;
        while (version != null && version->Sequence > sequence)
        {
            version = version->Older;
        }

        return version;
    }
}
