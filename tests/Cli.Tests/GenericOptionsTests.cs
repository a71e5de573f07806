using Hathi.Cli.Kit;

namespace Hathi.Cli.Tests;

public sealed class GenericOptionsTests : IDisposable
{
    private readonly string _lab = Directory.CreateTempSubdirectory("hathi-lab-").FullName;

    public void Dispose() => Directory.Delete(_lab, recursive: true);

    /// <summary>A job that is started with -fs runs in the lab as without it, not in the client's process.</summary>
    [Theory]
    [InlineData("", "hdfs://lab:8020")]
    [InlineData("-fs file:///", "file:///")]
    [InlineData("-fs hdfs://other:8020", "hdfs://other:8020")]
    [InlineData("-D fs.defaultFS=hdfs://third", "hdfs://third")]
    public void AnotherFileSystemLeavesTheLabsOtherSettings(string words, string fileSystem)
    {
        File.WriteAllText(
            _lab + "/core-site.xml",
            "<configuration><property><name>fs.defaultFS</name><value>hdfs://lab:8020</value></property></configuration>");
        File.WriteAllText(
            _lab + "/mapred-site.xml",
            "<configuration><property><name>mapreduce.framework.name</name><value>yarn</value></property></configuration>");
        var configuration = GenericOptions.Parse(
            words.Split(' ', StringSplitOptions.RemoveEmptyEntries), filesIsGeneric: true).Configure(_lab);
        Assert.Equal(fileSystem, configuration.GetString("fs.defaultFS", ""));
        Assert.Equal("yarn", configuration.GetString("mapreduce.framework.name", "local"));
    }

    [Fact]
    public void NamesThatNobodyKnowsAreToldOnceEach()
    {
        File.WriteAllText(
            _lab + "/hdfs-site.xml",
            "<configuration><property name='dfs.replicaton' value='2'/>"
            + "<property name='dfs.namenode.acls.enabled' value='true'/></configuration>");
        var told = new List<string>();
        string[] words = ["-D", "mapreduce.job.reduce=2", "-D", "my.own=1", "-D", "mapred.reduce.tasks=1"];
        var options = GenericOptions.Parse(words, filesIsGeneric: true);
        options.Warn = told.Add;
        options.Configure(_lab);
        Assert.Equal(
            [
                "warning: hdfs-site.xml: dfs.replicaton is not known (did you mean dfs.replication?)",
                "warning: -D: mapreduce.job.reduce is not known (did you mean mapreduce.job.reduces?)",
            ],
            told);
    }
}
