using System.Numerics;
using Hathi.Yarn.Core.State;

namespace Hathi.Yarn.Core.Scheduling;

/// <summary>
/// Nodes by load and by free memory: a grid of lists, so that the least loaded node with enough room is found by looking at 64 masks,
/// however many nodes there are, and a node that changes is moved in a few steps.
/// </summary>
internal sealed class NodeIndex(ResourceRules rules, bool ofRack)
{
    public const int Loads = 64;
    private const int Sizes = 64;

    // Sizes below this are units of free memory; above, quarters of powers of two.
    private const int Exact = 32;

    /// <summary>
    /// Nodes that are looked at for one container before it waits: those with the memory may lack cores, or not be wanted.
    /// </summary>
    public const int MaxLooks = 512;

    private readonly long _unit = rules.Minimum.MemoryMiB;
    private readonly ulong[] _sizes = new ulong[Loads];
    private readonly RmNode?[] _heads = new RmNode?[Loads * Sizes];
    private readonly RmNode?[] _tails = new RmNode?[Loads * Sizes];
    private readonly int[] _perSize = new int[Sizes];

    // Loads, and sizes, that a node has.
    private ulong _loads;
    private ulong _anySizes;

    public int Count { get; private set; }

    /// <summary>Puts a node where it belongs now.</summary>
    public void Place(RmNode node, int load)
    {
        var cell = (load * Sizes) + SizeOf(node.Free.MemoryMiB);
        var link = Link(node);
        if (link.Cell == cell)
        {
            return;
        }

        Remove(node);
        link.Cell = cell;
        link.Previous = _tails[cell];
        if (link.Previous is { } last)
        {
            Link(last).Next = node;
        }
        else
        {
            _heads[cell] = node;
            _sizes[load] |= 1UL << (cell % Sizes);
            _loads |= 1UL << load;
            _anySizes |= 1UL << (cell % Sizes);
        }

        _tails[cell] = node;
        _perSize[cell % Sizes]++;
        Count++;
    }

    public void Remove(RmNode node)
    {
        var link = Link(node);
        var cell = link.Cell;
        if (cell < 0)
        {
            return;
        }

        if (link.Previous is { } previous)
        {
            Link(previous).Next = link.Next;
        }
        else
        {
            _heads[cell] = link.Next;
        }

        if (link.Next is { } next)
        {
            Link(next).Previous = link.Previous;
        }
        else
        {
            _tails[cell] = link.Previous;
        }

        if (_heads[cell] is null)
        {
            var load = cell / Sizes;
            _sizes[load] &= ~(1UL << (cell % Sizes));
            if (_sizes[load] == 0)
            {
                _loads &= ~(1UL << load);
            }
        }

        if (--_perSize[cell % Sizes] == 0)
        {
            _anySizes &= ~(1UL << (cell % Sizes));
        }

        Count--;
        link.Cell = -1;
        link.Previous = null;
        link.Next = null;
    }

    /// <summary>The least loaded node that will do for an application; null: none.</summary>
    /// <param name="application">Who asks.</param>
    /// <param name="demand">For what.</param>
    /// <param name="looks">How many nodes were looked at, and the index itself.</param>
    public RmNode? Find(ScheduledApplication application, Demand demand, out int looks)
    {
        var wanted = ~0UL << SizeOf(demand.Capability.MemoryMiB);
        looks = 1;
        for (var loads = (_anySizes & wanted) != 0 ? _loads : 0; loads != 0; loads &= loads - 1)
        {
            var load = BitOperations.TrailingZeroCount(loads);
            for (var sizes = _sizes[load] & wanted; sizes != 0; sizes &= sizes - 1)
            {
                var node = _heads[(load * Sizes) + BitOperations.TrailingZeroCount(sizes)];
                for (; node is not null; node = Link(node).Next)
                {
                    looks++;
                    if (rules.Suits(application, demand, node))
                    {
                        return node;
                    }

                    if (looks > MaxLooks)
                    {
                        return null;
                    }
                }
            }
        }

        return null;
    }

    /// <summary>A node has so much memory free, or is of the same size class.</summary>
    public bool HasRoom(long memory) => _anySizes >> SizeOf(memory) != 0;

    /// <summary>How many nodes have so much memory free; those of the same size class are counted in.</summary>
    public int CountWithRoom(long memory)
    {
        var count = 0;
        for (var size = SizeOf(memory); size < Sizes; size++)
        {
            count += _perSize[size];
        }

        return count;
    }

    private NodeLink Link(RmNode node) => ofRack ? node.RackLink : node.ClusterLink;

    private int SizeOf(long memory)
    {
        var units = Math.Max(0, memory) / _unit;
        if (units < Exact)
        {
            return (int)units;
        }

        var power = BitOperations.Log2((ulong)units);
        return Math.Min(Sizes - 1, Exact + ((power - 5) * 4) + (int)((units >> (power - 2)) & 3));
    }
}
