using Hathi.Hadoop.Conf;
using Hathi.Platform;
using Hathi.Web.Pages;
using Hathi.Web;
using Microsoft.Extensions.Logging;

namespace Hathi.Node.Tests;

/// <summary>What <c>/conf</c> of each role shows of the node's configuration.</summary>
public sealed class RunningConfigurationTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("hathi-conf-").FullName;
    private readonly Configuration _conf;

    public RunningConfigurationTests()
    {
        File.WriteAllText(Path.Combine(_directory, "core-site.xml"), """
            <configuration>
              <property><name>a.host</name><value>h</value><final>true</final></property>
              <property><name>a.url</name><value>http://${a.host}/</value></property>
              <property><name>a.circle</name><value>${a.circle}</value></property>
              <property><name>fs.defaultFS</name><value>hdfs://127.0.0.1:8020</value></property>
              <property><name>dfs.namenode.name.dir</name><value>/n</value></property>
              <property><name>dfs.datanode.data.dir</name><value>/d</value></property>
              <property><name>yarn.nodemanager.local-dirs</name><value>/l</value></property>
              <property><name>yarn.nodemanager.log-dirs</name><value>/l</value></property>
            </configuration>
            """);
        _conf = Configuration.Load(_directory);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Every_property_is_shown_as_written_and_as_it_is_meant()
    {
        var shown = RunningConfiguration.Of(_conf).ToDictionary(static p => p.Name, StringComparer.Ordinal);
        Assert.Equal(new ConfProperty("a.host", "h", "h", true), shown["a.host"]);
        Assert.Equal(new ConfProperty("a.url", "http://${a.host}/", "http://h/", false), shown["a.url"]);
        Assert.Equal("${a.circle}", shown["a.circle"].Written);
        Assert.Equal(_conf.Names(), shown.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Each_role_that_has_a_port_for_HTTP_shows_it()
    {
        using var log = NodeLog.ToStandardError(LogLevel.Error, SystemClock.Instance);
        Func<IReadOnlyList<ConfProperty>>[] roles =
        [
            NameNodeSettings.Read(_conf, _directory, log).RunningConfiguration,
            ResourceManagerSettings.Read(_conf, _directory, log).RunningConfiguration,
            NodeManagerSettings.Read(_conf, []).RunningConfiguration,
            HistorySettings.Read(_conf, log).RunningConfiguration,
        ];
        Assert.All(roles, static role => Assert.Contains(role(), static p => p.Name == "a.url"));
    }
}
