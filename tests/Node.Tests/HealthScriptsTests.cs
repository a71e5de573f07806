using Hathi.Hadoop.Conf;

namespace Hathi.Node.Tests;

/// <summary>Health scripts as yarn-site.xml names them.</summary>
public sealed class HealthScriptsTests
{
    private const string Prefix = "yarn.nodemanager.health-checker.";

    [Fact]
    public void Without_a_path_there_is_none() => Assert.Empty(HealthScripts.Read(new Configuration()));

    [Fact]
    public void One_has_the_name_script_several_have_their_own_and_times_are_shared_or_their_own()
    {
        var one = Assert.Single(HealthScripts.Read(With(("script.path", "/bin/true"), ("script.opts", "-a,b"))));
        Assert.Equal(("/bin/true", TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(20)), (one.Path, one.Interval, one.Timeout));
        Assert.Equal(["-a", "b"], one.Arguments);

        var two = HealthScripts.Read(With(
            ("scripts", "gpu,disk"), ("gpu.path", "/bin/true"), ("disk.path", "/bin/false"), ("interval-ms", "5000"),
            ("disk.interval-ms", "7000"), ("disk.timeout-ms", "900")));
        Assert.Equal(
            [("/bin/true", 5.0, 1200.0), ("/bin/false", 7.0, 0.9)],
            two.Select(static s => (s.Path, s.Interval.TotalSeconds, s.Timeout.TotalSeconds)));
    }

    [Theory]
    [InlineData(
        "script.path", "/bin/no-such-thing", "yarn.nodemanager.health-checker.script.path = /bin/no-such-thing: there is no such file")]
    [InlineData("script.timeout-ms", "-5", "yarn.nodemanager.health-checker.script.timeout-ms")]
    public void What_cannot_be_is_refused_with_the_setting(string key, string value, string message) =>
        Assert.Contains(
            message,
            Assert.Throws<ConfigurationException>(() => HealthScripts.Read(With(("script.path", "/bin/true"), (key, value)))).Message,
            StringComparison.Ordinal);

    private static Configuration With(params (string Key, string Value)[] settings)
    {
        var conf = new Configuration();
        foreach (var (key, value) in settings)
        {
            conf.Set(Prefix + key, value);
        }

        return conf;
    }
}
