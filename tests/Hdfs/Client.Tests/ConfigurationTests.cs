using Hathi.Hadoop.Conf;

namespace Hathi.Hdfs.Client.Tests;

public sealed class ConfigurationTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("hathi-conf-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void LaterFilesWinUnlessFinal()
    {
        Write("core-site.xml", "<property><name>fs.defaultFS</name><value> hdfs://one:8020 "
            + "</value><final>true</final></property><property><name>a</name><value>1</value></property>");
        Write("hdfs-site.xml", "<property name='fs.defaultFS' value='hdfs://two:8020'/><property name='a' value='2'/>");
        var configuration = Configuration.Load(_directory);
        Assert.Equal("hdfs://one:8020", configuration.GetString("fs.defaultFS", ""));
        Assert.Equal(2, configuration.GetInt("a", 0));
        configuration.Set("fs.defaultFS", "hdfs://three");
        Assert.Equal("hdfs://three", configuration.GetString("fs.default.name", ""));
        Assert.Equal("hdfs://three/", FileSystems.DefaultUri(configuration).ToString());
    }

    /// <summary>Files of Hadoop 1 and 2 go on saying what they said, and nobody is told that a name of theirs is unknown.</summary>
    [Theory]
    [InlineData("dfs.permissions", "dfs.permissions.enabled")]
    [InlineData("dfs.datanode.max.xcievers", "dfs.datanode.max.transfer.threads")]
    [InlineData("heartbeat.recheck.interval", "dfs.namenode.heartbeat.recheck-interval")]
    [InlineData("slave.host.name", "dfs.datanode.hostname")]
    [InlineData("yarn.resourcemanager.display.per-user-apps", "yarn.webapp.filter-entity-list-by-user")]
    public void OldNamesAreTakenForNewOnes(string old, string now)
    {
        Write("hdfs-site.xml", $"<property name='{old}' value='7'/>");
        var configuration = Configuration.Load(_directory);
        Assert.Equal("7", configuration.Get(now));
        Assert.Equal("7", configuration.Get(old));
        Assert.Empty(configuration.UnknownKeys());
    }

    [Fact]
    public void DefaultsAreApaches()
    {
        var configuration = new Configuration();
        Assert.Equal(3, configuration.GetInt("dfs.replication", 0));
        Assert.Equal(128L << 20, configuration.GetSize("dfs.blocksize", 0));
        Assert.Equal("file:///", FileSystems.DefaultUri(configuration).ToString());
        Assert.Equal($"/tmp/hadoop-{Environment.UserName}", configuration.Get("hadoop.tmp.dir"));
    }

    [Theory]
    [InlineData("${b}", "2")]
    [InlineData("x${b}y${c}", "x2y2")]
    [InlineData("${none}", "${none}")]
    [InlineData("${${n}}", "2")]
    [InlineData("${self}", "${self}")]
    [InlineData("${env.HATHI_NOT_SET-other}", "other")]
    [InlineData("${env.HATHI_NOT_SET:-other}", "other")]
    [InlineData("$b", "$b")]
    public void VariablesExpand(string value, string expected)
    {
        var configuration = new Configuration();
        configuration.Set("b", "2");
        configuration.Set("c", "${b}");
        configuration.Set("n", "b");
        configuration.Set("self", "${self}");
        configuration.Set("it", value);
        Assert.Equal(expected, configuration.Get("it"));
    }

    [Fact]
    public void CirclesAreAnError()
    {
        var configuration = new Configuration();
        configuration.Set("a", "x${b}");
        configuration.Set("b", "x${a}");
        Assert.Throws<ConfigurationException>(() => configuration.Get("a"));
    }

    [Theory]
    [InlineData("30s", 30_000)]
    [InlineData("250", 250)]
    [InlineData("2m", 120_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("1d", 86_400_000)]
    [InlineData("15 ms", 15)]
    [InlineData("-1", -1)]
    public void Times(string value, double milliseconds)
    {
        var configuration = new Configuration();
        configuration.Set("t", value);
        Assert.Equal(milliseconds, configuration.GetMilliseconds("t", TimeSpan.Zero).TotalMilliseconds);
    }

    [Fact]
    public void WrongValuesNameTheProperty()
    {
        var configuration = new Configuration();
        configuration.Set("dfs.replication", "three");
        configuration.Set("dfs.blocksize", "128x");
        configuration.Set("t", "soon");
        Assert.Contains(
            "dfs.replication = three", Assert.Throws<ConfigurationException>(() => configuration.GetInt("dfs.replication", 3)).Message);
        Assert.Contains(
            "dfs.blocksize = 128x", Assert.Throws<ConfigurationException>(() => configuration.GetSize("dfs.blocksize", 3)).Message);
        Assert.Contains("t = soon", Assert.Throws<ConfigurationException>(() => configuration.GetMilliseconds("t", TimeSpan.Zero)).Message);
        configuration.Set("h", "0x10");
        Assert.Equal(16, configuration.GetInt("h", 0));
    }

    [Fact]
    public void BrokenFilesNameTheLine()
    {
        Write("core-site.xml", "\n<property><name>a</name>");
        Assert.Contains("core-site.xml, line 3", Assert.Throws<ConfigurationException>(() => Configuration.Load(_directory)).Message);
        Assert.Contains(
            "none.xml",
            Assert.Throws<ConfigurationException>(() => new Configuration().AddFile(Path.Combine(_directory, "none.xml"))).Message);
        Assert.Contains("does not exist", Assert.Throws<ConfigurationException>(() => Configuration.Load(_directory + "/none")).Message);
    }

    [Fact]
    public void IncludesAreFollowed()
    {
        File.WriteAllText(
            Path.Combine(_directory, "more.xml"), "<configuration><property><name>m</name><value>1</value></property></configuration>");
        Write("core-site.xml", "<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' "
            + "href='more.xml'/><property><name>k</name><value>2</value><source>x</source></property>");
        var configuration = Configuration.Load(_directory);
        Assert.Equal("12", configuration.Get("m") + configuration.Get("k"));
    }

    [Fact]
    public void UnknownSchemesSaySo() =>
        Assert.Contains(
            "No FileSystem for scheme \"gopher\"",
            Assert.Throws<ConfigurationException>(() => FileSystems.Get(new Uri("gopher://x/"), new Configuration())).Message);

    private void Write(string name, string body) =>
        File.WriteAllText(Path.Combine(_directory, name), $"<?xml version=\"1.0\"?>\n<configuration>{body}</configuration>\n");
}
