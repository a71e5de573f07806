using Hathi.Base.Cores;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Operations;

namespace Hathi.Hdfs.Core.Tests.Namespace;

public class RetryTests
{
    private readonly Cluster _cluster = new();

    [Fact]
    public void A_retried_create_gets_the_status_of_then()
    {
        var key = _cluster.NewKey();
        var first = _cluster.Create("/f", key: key);
        var block = _cluster.AddBlock("/f").Block with { Length = 9 };
        _cluster.Complete("/f", block);
        var again = _cluster.Create("/f", key: key);
        Assert.Equal((first.InodeId, first.Length, first.ModificationTime), (again.InodeId, again.Length, again.ModificationTime));
        Assert.Equal(9, _cluster.Stat("/f")!.Length);
        Assert.Equal(first.InodeId, _cluster.Restarted().Create("/f", key: key).InodeId);
        Assert.Equal(first.InodeId, _cluster.Copied(7).Create("/f", key: key).InodeId);
    }

    [Fact]
    public void A_retried_delete_does_not_take_the_next_file()
    {
        _cluster.Write("/f", null, 1);
        var key = _cluster.NewKey();
        Assert.True(_cluster.Delete("/f", key: key));
        _cluster.Write("/f", null, 2);
        Assert.True(_cluster.Delete("/f", key: key));
        Assert.Equal(2, _cluster.Stat("/f")!.Length);
    }

    [Fact]
    public void A_retried_append_finds_the_block_where_it_is()
    {
        _cluster.Write("/f", null, 10);
        var key = _cluster.NewKey();
        var first = _cluster.Append("/f", key: key);
        var again = _cluster.Append("/f", key: key);
        Assert.Equal((first.LastBlock!.Block, first.LastBlock.Offset), (again.LastBlock!.Block, again.LastBlock.Offset));
        Assert.Equal(first.LastBlock.Locations, again.LastBlock.Locations);
        Assert.Equal(first.LastBlock.Block, _cluster.Restarted().Append("/f", key: key).LastBlock!.Block);
    }

    [Fact]
    public void What_was_refused_is_tried_again()
    {
        var key = _cluster.NewKey();
        Cluster.Refused(HdfsError.FileNotFound, () => _cluster.Rename2("/a", "/b", key: key));
        _cluster.Mkdirs("/a");
        _cluster.Rename2("/a", "/b", key: key);
        _cluster.Mkdirs("/a");
        _cluster.Rename2("/a", "/b", key: key);
        Assert.Equal(["a", "b"], _cluster.Names("/"));
    }

    [Fact]
    public void Answers_are_forgotten_after_ten_minutes()
    {
        var key = _cluster.NewKey();
        _cluster.Mkdirs("/a");
        Assert.True(_cluster.Rename("/a", "/b", key: key));
        _cluster.Pass(600_000 - 1);
        Assert.True(_cluster.Rename("/a", "/b", key: key));
        _cluster.Pass(1);
        Assert.False(_cluster.Rename("/a", "/b", key: key));
        _cluster.Rename("/b", "/c");
        Assert.Equal(1, _cluster.Core.Figures.RetryEntries);
    }

    [Theory]
    [InlineData(1_000_000_000)]
    [InlineData(-1_000_000_000)]
    public void A_wall_clock_that_jumps_forgets_no_answer_and_keeps_none_for_ever(long jump)
    {
        var key = _cluster.NewKey();
        _cluster.Mkdirs("/a");
        Assert.True(_cluster.Rename("/a", "/b", key: key));
        _cluster.Now = _cluster.Now with { WallMilliseconds = _cluster.Now.WallMilliseconds + jump };
        Assert.True(_cluster.Rename("/a", "/b", key: key));
        _cluster.Pass(600_000);
        Assert.False(_cluster.Rename("/a", "/b", key: key));
    }

    [Fact]
    public void What_a_start_has_loaded_lives_for_its_time_from_then_on()
    {
        var key = _cluster.NewKey();
        _cluster.Mkdirs("/a");
        Assert.True(_cluster.Rename("/a", "/b", key: key));
        foreach (var again in new[] { _cluster.Restarted(), _cluster.Copied(100) })
        {
            again.Pass(600_000 - 1);
            Assert.True(again.Rename("/a", "/b", key: key));
            again.Pass(1);
            Assert.False(again.Rename("/a", "/b", key: key));
        }
    }

    [Fact]
    public void There_are_no_more_answers_than_the_limit()
    {
        var cluster = new Cluster(Cluster.DefaultOptions with { RetryCacheEntries = 10 });
        var keys = Enumerable.Range(0, 30).Select(_ => cluster.NewKey()).ToList();
        foreach (var key in keys)
        {
            cluster.Create($"/{key.CallId}", key: key);
        }

        Assert.Equal(10, cluster.Core.Figures.RetryEntries);
        Assert.NotNull(cluster.Create("/30", key: keys[^1]));
        Cluster.Refused(HdfsError.AlreadyBeingCreated, () => cluster.Create("/1", key: keys[0]));
        Assert.Equal(10, cluster.Restarted().Core.Figures.RetryEntries);
    }

    [Fact]
    public void Calls_without_a_key_leave_nothing()
    {
        _cluster.Create("/f", key: CallKey.None);
        Assert.Equal(0, _cluster.Core.Figures.RetryEntries);
        Cluster.Refused(HdfsError.AlreadyBeingCreated, () => _cluster.Create("/f", key: CallKey.None));
    }

    [Fact]
    public void Answer_and_change_are_one_record()
    {
        _cluster.Create("/a/b/c/f", flags: CreateFlags.Create | CreateFlags.Overwrite);
        Assert.Single(_cluster.Log);
        _cluster.Create("/a/b/c/f", flags: CreateFlags.Create | CreateFlags.Overwrite, client: "other");
        Assert.Equal(2, _cluster.Log.Count);
    }
}
