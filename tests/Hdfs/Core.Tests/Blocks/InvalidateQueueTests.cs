using Hathi.Hdfs.Core.Blocks.Nodes;
using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.Tests.Blocks;

/// <summary>Deletions that wait for one DataNode.</summary>
public sealed class InvalidateQueueTests
{
    [Fact]
    public void A_block_has_one_place_whatever_is_decided_of_it()
    {
        var queue = new InvalidateQueue();
        for (var i = 0; i < 1000; i++)
        {
            queue.Add(new Block(1, 5, i % 2));
            queue.Remove(2);
            queue.Add(new Block(2, 5, i));
        }

        Assert.Equal((2, 2), (queue.Count, queue.Places));
        Assert.True(queue.Contains(1, 1));
        Assert.False(queue.Contains(1, 0));
        Assert.Equal([new Block(1, 5, 1), new Block(2, 5, 999)], queue.Dequeue(10));
        Assert.Equal((0, 0), (queue.Count, queue.Places));
    }

    [Fact]
    public void Oldest_first_without_what_was_called_off()
    {
        var queue = new InvalidateQueue();
        for (var id = 1; id <= 5; id++)
        {
            Assert.True(queue.Add(new Block(id, 0, 1)));
        }

        Assert.True(queue.Remove(2));
        Assert.False(queue.Remove(2));
        Assert.False(queue.Contains(2));
        Assert.Equal([1, 3], queue.Dequeue(2).Select(static b => b.Id));
        Assert.Equal([4, 5], queue.Blocks.Select(static b => b.Id));
        Assert.Equal(2, queue.Count);
    }

    [Fact]
    public void What_was_called_off_is_not_looked_at_all_at_once()
    {
        var queue = new InvalidateQueue();
        for (var id = 1; id <= 1000; id++)
        {
            queue.Add(new Block(id, 0, 1));
        }

        for (var id = 1; id < 1000; id++)
        {
            queue.Remove(id);
        }

        var turns = 1;
        for (; queue.Dequeue(10).Count == 0; turns++)
        {
            Assert.Equal(1000 - (100 * turns), queue.Places);
        }

        Assert.Equal((10, 0), (turns, queue.Count));
    }
}
