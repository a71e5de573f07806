using Hathi.Hadoop.Conf;
using Hathi.Yarn.Core.Model;

namespace Hathi.Node.Tests;

/// <summary>capacity-scheduler.xml as it is read: at the start, and for refreshQueues.</summary>
public sealed class QueueFileTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("hathi-queues-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Capacities_are_percent_weights_or_amounts()
    {
        Write(("root.queues", "a,b"), ("root.a.capacity", "30"), ("root.b.capacity", "70"), ("root.b.maximum-capacity", "-1"));
        var percent = QueueFile.Read(_directory).Children;
        Assert.Equal([(30, 100), (70, 100)], percent.Select(static q => (q.Capacity, q.MaximumCapacity)));

        Write(
            ("root.queues", "a,b"), ("root.a.capacity", "4w"), ("root.b.capacity", "0.5w"), ("root.a.queues", "c"),
            ("root.a.c.capacity", "100"));
        Assert.Equal([4, 0.5], QueueFile.Read(_directory).Children.Select(static q => q.Weight));

        Write(
            ("root.queues", "a,b"),
            ("root.a.capacity", "[memory=8Gi, vcores=4]"),
            ("root.a.maximum-capacity", "[memory=16384,vcores=8]"),
            ("root.b.capacity", "[memory=2048]"));
        var amounts = QueueFile.Read(_directory).Children;
        Assert.Equal([new Resource(8192, 4), new Resource(2048, 0)], amounts.Select(static q => q.Minimum!.Value));
        Assert.Equal([new Resource(16384, 8), null], amounts.Select(static q => q.Maximum));
    }

    [Theory]
    [InlineData("40", "50", "root: capacity of the queues below it adds up to 100 percent, not to 90")]
    [InlineData("4w", "50", "root: capacity of the queues below it is given in one way for all: a has a weight, b has percent")]
    [InlineData("-1w", "1w", "root.a: capacity as a weight is 0")]
    [InlineData("20000w", "1w", "root.a: capacity as a weight is 0")]
    [InlineData("0w", "0w", "has at least one weight above 0")]
    [InlineData(
        "[memory=1024", "50", "yarn.scheduler.capacity.root.a.capacity = [memory=1024: expected percent (40), a weight (4w) or an amount")]
    [InlineData("[memory=1024,gpu=1]", "[memory=1024]", "gpu=1: expected memory=N")]
    [InlineData("[memory=1x]", "[memory=1024]", "1x is no amount of memory")]
    [InlineData("[vcores=1]", "[memory=1024]", "an amount says memory, above 0")]
    [InlineData("half", "50", "yarn.scheduler.capacity.root.a.capacity = half: expected percent (40)")]
    public void What_does_not_fit_together_is_said_with_the_queue_and_the_setting(string a, string b, string expected)
    {
        Write(("root.queues", "a,b"), ("root.a.capacity", a), ("root.b.capacity", b));
        Assert.Contains(expected, Refusal(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[memory=1024]", "[memory=512]", "root.a: maximum-capacity is at least the capacity")]
    [InlineData("50", "[memory=512]", "root.a: maximum-capacity is an amount where the capacity is one")]
    [InlineData("50", "4w", "root.a.maximum-capacity: expected percent or an amount, not a weight")]
    [InlineData("50", "40", "root.a: maximum-capacity is at least the capacity")]
    public void A_maximum_is_of_the_kind_of_the_capacity_and_not_below_it(string capacity, string maximum, string expected)
    {
        Write(("root.queues", "a,b"), ("root.a.capacity", capacity), ("root.a.maximum-capacity", maximum), ("root.b.capacity", capacity));
        Assert.Contains(expected, Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Amounts_go_with_amounts_and_are_together_at_most_the_parents()
    {
        Write(
            ("root.queues", "a"),
            ("root.a.capacity", "[memory=4096]"),
            ("root.a.queues", "b,c"),
            ("root.a.b.capacity", "[memory=3072]"),
            ("root.a.c.capacity", "[memory=2048]"));
        Assert.Contains(
            "root.a: capacity is <memory:4096, vCores:0>, less than those of the queues below it together, <memory:5120, vCores:0>",
            Refusal(),
            StringComparison.Ordinal);
        Write(("root.queues", "a"), ("root.a.capacity", "[memory=4096]"), ("root.a.queues", "b"), ("root.a.b.capacity", "100"));
        Assert.Contains("root.a: capacity is an amount, and that of the queues below it percent", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_say_who_may_use_a_queue_where_nothing_is_said_everybody_at_root()
    {
        Write(
            ("root.queues", "a,b"), ("root.a.capacity", "30"), ("root.b.capacity", "70"), ("root.a.acl_submit_applications", "ann staff"));
        var lists = QueueFile.ReadAccess(_directory);
        Assert.Equal(["root", "root.a", "root.b"], lists.Select(static l => l.Path));
        Assert.True(lists[0].Submit.IsEverybody && lists[0].Administer.IsEverybody);
        Assert.True(lists[1].Submit.Allows("ann", static _ => []) && lists[1].Submit.Allows("bob", static _ => ["staff"]));
        Assert.False(lists[2].Submit.Allows("ann", static _ => []));

        Write(("root.queues", "a"), ("root.a.capacity", "100"), ("root.acl_submit_applications", " "));
        Assert.False(QueueFile.ReadAccess(_directory)[0].Submit.Allows("ann", static _ => []));
    }

    private string Refusal()
    {
        var refused = Assert.ThrowsAny<Exception>(() => QueueFile.Read(_directory));
        Assert.True(refused is ArgumentException or ConfigurationException, refused.ToString());
        return refused.Message;
    }

    private void Write(params (string Name, string Value)[] settings)
    {
        var properties = settings.Select(
            static s => $"<property><name>yarn.scheduler.capacity.{s.Name}</name><value>{s.Value}</value></property>");
        File.WriteAllText(
            Path.Combine(_directory, "capacity-scheduler.xml"), $"<configuration>{string.Concat(properties)}</configuration>");
    }
}
