using Hathi.Cli.Admin.Kit;

namespace Hathi.Cli.Tests;

public sealed class JavaHashOrderTests
{
    /// <summary>As <c>hdfs dfsadmin -printTopology</c> of Apache's 3.5.0 prints two nodes of a rack.</summary>
    [Fact]
    public void AsHadoopPrintsARack() =>
        Assert.Equal(
            ["127.77.0.202:9866", "127.77.0.200:9866"], JavaHashOrder.Of(["127.77.0.200:9866", "127.77.0.202:9866"], static n => n));

    /// <summary>A string of one character hashes to its code; buckets double when more than three quarters are taken.</summary>
    [Fact]
    public void GrowsAsTheMapDoes()
    {
        string[] twelve = ["@", "A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "P"];
        Assert.Equal(["@", "P", "A", "B", "C", "D", "E", "F", "G", "H", "I", "J"], JavaHashOrder.Of(twelve, static n => n));
        Assert.Equal(["@", "A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "P"], JavaHashOrder.Of([.. twelve, "K"], static n => n));
    }
}
