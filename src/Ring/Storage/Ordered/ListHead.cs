using System.Runtime.InteropServices;

namespace Hathi.Ring.Storage.Ordered;

/// <summary>
/// Where an <see cref="OrderedList"/> begins, in native memory: this, then the first node of each level, then the last node of each level,
/// which but for the lowest only the writer looks at.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ListHead
{
    internal long Count;

    internal int Levels;

    internal static nint* First(ListHead* head) => (nint*)(head + 1);

    internal static nint* Last(ListHead* head) => First(head) + head->Levels;
}
