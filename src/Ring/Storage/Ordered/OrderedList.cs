using Hathi.Ring.Storage.Memory;

namespace Hathi.Ring.Storage.Ordered;

/// <summary>
/// A skip list in native memory: keys in order, one writer, readers without locks, nothing ever taken out. A reader who was told of a
/// change before he began finds what it put in; of later ones he may see some, and tells by their versions that they are not for him.
/// Ascending keys are put in without a search. Source: Pugh, "Skip lists" (1990).
/// </summary>
internal static unsafe class OrderedList
{
    // Each level has a quarter of the nodes below; 4^16 nodes have no use for more.
    internal const int MostLevels = 16;
    private const int BitsALevel = 2;

    internal static ListHead* Create(NativeArena arena, int levels)
    {
        var bytes = sizeof(ListHead) + 2 * levels * sizeof(nint);
        var head = (ListHead*)arena.Allocate(bytes);
        new Span<byte>(head, bytes).Clear();
        head->Levels = levels;
        return head;
    }

    /// <summary>The first node whose key is not below one; null: there is none.</summary>
    /// <param name="head">Of the list.</param>
    /// <param name="prefix">Of the key.</param>
    /// <param name="key">The key.</param>
    /// <param name="before">The last node whose key is below; null: there is none.</param>
    internal static ListNode* AtOrBehind(ListHead* head, ulong prefix, ReadOnlySpan<byte> key, out ListNode* before)
    {
        before = null;
        ListNode* at = null;
        ListNode* above = null;
        var links = ListHead.First(head);
        for (var level = head->Levels - 1; level >= 0; level--)
        {
            while (true)
            {
                at = (ListNode*)Volatile.Read(ref links[level]);
                if (at == null || at == above || ListNode.Compare(at, prefix, key) >= 0)
                {
                    break;
                }

                before = at;
                links = ListNode.Next(at);
            }

            above = at;
        }

        return at;
    }

    /// <summary>The node of a key; null: there is none.</summary>
    internal static ListNode* Find(ListHead* head, ulong prefix, ReadOnlySpan<byte> key)
    {
        var node = AtOrBehind(head, prefix, key, out _);
        return node != null && ListNode.Compare(node, prefix, key) == 0 ? node : null;
    }

    internal static ListNode* First(ListHead* head) => (ListNode*)Volatile.Read(ref ListHead.First(head)[0]);

    internal static ListNode* Last(ListHead* head) => (ListNode*)Volatile.Read(ref ListHead.Last(head)[0]);

    internal static ListNode* Next(ListNode* node) => (ListNode*)Volatile.Read(ref ListNode.Next(node)[0]);

    internal static ListNode* Previous(ListNode* node) => (ListNode*)Volatile.Read(ref node->Previous);

    /// <summary>The node of a key, made when it is not there. Only the writer calls.</summary>
    /// <param name="arena">Where nodes are made.</param>
    /// <param name="slot">Where the list's head is; a larger one takes its place as the list grows.</param>
    /// <param name="prefix">Of the key.</param>
    /// <param name="key">The key, which is copied.</param>
    /// <param name="random">Chance, which decides how high a node is.</param>
    internal static ListNode* FindOrAdd(NativeArena arena, ref nint slot, ulong prefix, ReadOnlySpan<byte> key, ref ulong random)
    {
        var head = (ListHead*)slot;
        var links = stackalloc nint*[MostLevels];
        var before = Search(head, prefix, key, links, out var found);
        if (found != null)
        {
            return found;
        }

        var levels = Math.Min(LevelsOf(ref random), head->Levels);
        var node = (ListNode*)arena.Allocate(sizeof(ListNode) + levels * sizeof(nint) + key.Length);
        *node = new ListNode { Prefix = prefix, Previous = (nint)before, KeyLength = key.Length, Levels = levels };
        key.CopyTo(new Span<byte>(ListNode.Next(node) + levels, key.Length));
        for (var level = 0; level < levels; level++)
        {
            ListNode.Next(node)[level] = links[level][level];
        }

        // All that a reader can meet from here on is written before the links to it are.
        for (var level = 0; level < levels; level++)
        {
            var next = (ListNode*)links[level][level];
            Volatile.Write(ref links[level][level], (nint)node);
            if (next == null)
            {
                Volatile.Write(ref ListHead.Last(head)[level], (nint)node);
            }
            else if (level == 0)
            {
                Volatile.Write(ref next->Previous, (nint)node);
            }
        }

        head->Count++;
        Grow(arena, ref slot, head);
        return node;
    }

    // The links that a new node of the key would be put into.
    private static ListNode* Search(ListHead* head, ulong prefix, ReadOnlySpan<byte> key, nint** links, out ListNode* found)
    {
        found = null;
        var last = (ListNode*)ListHead.Last(head)[0];
        var order = last == null ? -1 : ListNode.Compare(last, prefix, key);
        if (order <= 0)
        {
            for (var level = 0; level < head->Levels; level++)
            {
                var end = (ListNode*)ListHead.Last(head)[level];
                links[level] = end == null ? ListHead.First(head) : ListNode.Next(end);
            }

            found = order == 0 ? last : null;
            return last;
        }

        ListNode* before = null;
        var at = ListHead.First(head);
        for (var level = head->Levels - 1; level >= 0; level--)
        {
            while ((ListNode*)at[level] is var next && next != null && ListNode.Compare(next, prefix, key) < 0)
            {
                before = next;
                at = ListNode.Next(next);
            }

            links[level] = at;
        }

        var behind = (ListNode*)at[0];
        found = behind != null && ListNode.Compare(behind, prefix, key) == 0 ? behind : null;
        return before;
    }

    private static int LevelsOf(ref ulong random)
    {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        return 1 + System.Numerics.BitOperations.TrailingZeroCount(random | (1UL << (BitsALevel * (MostLevels - 1)))) / BitsALevel;
    }

    // A reader who has the smaller head finds all that was in the list when he took it.
    private static void Grow(NativeArena arena, ref nint slot, ListHead* head)
    {
        if (head->Levels == MostLevels || head->Count >> (BitsALevel * head->Levels) == 0)
        {
            return;
        }

        var larger = Create(arena, Math.Min(head->Levels * 2, MostLevels));
        larger->Count = head->Count;
        for (var level = 0; level < head->Levels; level++)
        {
            ListHead.First(larger)[level] = ListHead.First(head)[level];
            ListHead.Last(larger)[level] = ListHead.Last(head)[level];
        }

        Volatile.Write(ref slot, (nint)larger);
    }
}
