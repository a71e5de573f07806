using System.Runtime.InteropServices;
using Hathi.Ring.Storage.Memory;

namespace Hathi.Ring.Storage.Ordered;

/// <summary>
/// Where in a list of partitions those lie whose tokens begin with the same bits, in native memory: this, then for each such bucket its
/// first node. Tokens are spread evenly, so a key is a step or two behind what its bucket says, where a search from the list's head takes
/// twenty. Somebody may choose keys that fall into one bucket: after a few steps the list is searched.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct TokenDirectory
{
    // 8 MiB at most, which a million partitions have paid for; with more of them the steps in a bucket grow.
    private const int MostBits = 20;
    private const int FirstBits = 4;
    private const int BitsAGrowth = 2;
    private const int MostSteps = 16;

    internal int Bits;

    internal static TokenDirectory* Create(NativeArena arena) => Create(arena, FirstBits);

    /// <summary>The node of a key; null: there is none.</summary>
    internal static ListNode* Find(TokenDirectory* directory, ListHead* list, ulong prefix, ReadOnlySpan<byte> key)
    {
        var node = (ListNode*)Volatile.Read(ref *Bucket(directory, prefix));
        for (var step = 0; node != null; step++)
        {
            var order = ListNode.Compare(node, prefix, key);
            if (order >= 0)
            {
                return order == 0 ? node : null;
            }

            if (step == MostSteps)
            {
                return OrderedList.Find(list, prefix, key);
            }

            node = OrderedList.Next(node);
        }

        return null;
    }

    /// <summary>Takes in a node that was linked; a larger directory takes the place of this one as the list grows.</summary>
    internal static void Add(NativeArena arena, ref nint slot, ListHead* list, ListNode* node)
    {
        var directory = (TokenDirectory*)slot;
        Put(directory, node);
        if (directory->Bits >= MostBits || list->Count >> directory->Bits == 0)
        {
            return;
        }

        // Whoever has the smaller one finds all that was in the list when he took it.
        var larger = Create(arena, directory->Bits + BitsAGrowth);
        for (var each = OrderedList.First(list); each != null; each = OrderedList.Next(each))
        {
            Put(larger, each);
        }

        Volatile.Write(ref slot, (nint)larger);
    }

    private static TokenDirectory* Create(NativeArena arena, int bits)
    {
        var bytes = sizeof(nint) + (sizeof(nint) << bits);
        var directory = (TokenDirectory*)arena.Allocate(bytes);
        new Span<byte>(directory, bytes).Clear();
        directory->Bits = bits;
        return directory;
    }

    private static void Put(TokenDirectory* directory, ListNode* node)
    {
        var bucket = Bucket(directory, node->Prefix);
        var first = (ListNode*)*bucket;
        if (first == null || ListNode.Compare(first, node->Prefix, ListNode.Key(node)) > 0)
        {
            Volatile.Write(ref *bucket, (nint)node);
        }
    }

    private static nint* Bucket(TokenDirectory* directory, ulong prefix) =>
        (nint*)directory + 1 + (nint)(prefix >> (64 - directory->Bits));
}
