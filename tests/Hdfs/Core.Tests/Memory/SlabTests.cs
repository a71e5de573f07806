using Hathi.Hdfs.Core.Memory;

namespace Hathi.Hdfs.Core.Tests.Memory;

public sealed class SlabTests
{
    [Fact]
    public void What_was_freed_is_given_out_again_and_nothing_of_it_is_left()
    {
        var slab = new Slab<Item>();
        var handles = Enumerable.Range(0, 10).Select(_ => slab.Allocate()).ToList();
        Assert.Equal(Enumerable.Range(1, 10), handles); // 0 is none
        handles.ForEach(h => slab[h].Value = 100 + h);
        slab.Free(3);
        slab.Free(7);
        Assert.Equal((8, 0L, 0L), (slab.Count, slab[3].Value, slab[7].Value));
        Assert.Equal((7, 3, 11), (slab.Allocate(), slab.Allocate(), slab.Allocate()));
        Assert.Equal((11, 12), (slab.Count, slab.End));
        Assert.All(new List<int> { 3, 7, 11 }, h => Assert.Equal(default, slab[h]));
        Assert.All(handles.Where(h => h is not (3 or 7)), h => Assert.Equal(100 + h, slab[h].Value));
    }

    [Fact]
    public void References_stay_good_while_it_grows()
    {
        var slab = new Slab<Item>();
        ref var first = ref slab[slab.Allocate()];
        for (var i = 0; i < 100; i++)
        {
            slab[slab.Allocate()].Value = 1;
        }

        first.Value = 7;
        Assert.Equal(7, slab[1].Value);
        Assert.Equal((101, 26 * 4 * 16L), (slab.Count, slab.Bytes - (32 * 8))); // pages of four items, room for 32 of them
    }

    private record struct Item(long Value, int Next) : ISlabItem
    {
        public static int PageBits => 2;

        int ISlabItem.NextFree
        {
            readonly get => Next;
            set => Next = value;
        }
    }
}
