using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Hathi.Ring.Storage.Ordered;

/// <summary>
/// A node of an <see cref="OrderedList"/> in native memory: this, then the next node of each level, then the key. All but the links and
/// <see cref="Value"/> stays as it was when the node was linked.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ListNode
{
    /// <summary>What is compared first, so that few keys are looked at: a token, or a key's first bytes.</summary>
    internal ulong Prefix;

    /// <summary>The node before; may be one that was before when this was linked.</summary>
    internal nint Previous;

    /// <summary>What belongs to the key: a pointer that grows from zero to newer ones.</summary>
    internal nint Value;

    internal int KeyLength;

    internal int Levels;

    internal static nint* Next(ListNode* node) => (nint*)(node + 1);

    internal static ReadOnlySpan<byte> Key(ListNode* node) => new(Next(node) + node->Levels, node->KeyLength);

    /// <summary>The first bytes of a key as a number that has their order; those of equal ones are looked at again.</summary>
    internal static ulong PrefixOf(ReadOnlySpan<byte> key)
    {
        if (key.Length >= sizeof(ulong))
        {
            return BinaryPrimitives.ReadUInt64BigEndian(key);
        }

        var prefix = 0UL;
        for (var i = 0; i < sizeof(ulong); i++)
        {
            prefix = (prefix << 8) | (i < key.Length ? key[i] : 0UL);
        }

        return prefix;
    }

    /// <summary>A token as a number without a sign that has its order.</summary>
    internal static ulong PrefixOf(long token) => (ulong)token ^ (1UL << 63);

    internal static long TokenOf(ListNode* node) => (long)(node->Prefix ^ (1UL << 63));

    internal static int Compare(ListNode* node, ulong prefix, ReadOnlySpan<byte> key) =>
        node->Prefix != prefix ? (node->Prefix < prefix ? -1 : 1) : Key(node).SequenceCompareTo(key);
}
