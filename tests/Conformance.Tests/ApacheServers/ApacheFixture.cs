namespace Hathi.Conformance.Tests.ApacheServers;

/// <summary>Apache's own NameNode and DataNodes, in a home of their own; skipped, by name, where the jars or Java are not there.</summary>
public sealed class ApacheFixture : IDisposable
{
    private readonly WorkDirectory _directory = new();
    private readonly bool _started;
    private ApacheClients? _clients;

    public ApacheFixture()
    {
        Environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PEERS_HOME"] = Home, ["HADOOP_ROOT_LOGGER"] = "ERROR,console",
        };
        var script = Programs.FindApache();
        if (script is null)
        {
            return;
        }

        // Its data is in a home of its own; the jars, unpacked once, are everybody's.
        Directory.CreateSymbolicLink(Path.Combine(Home, "hadoop"), Programs.ApacheJars);
        var up = Commands.Run(Environment, script, "hadoop", "up", "--nodes", "3");
        Problem = up.ExitCode == 0 ? null : $"Apache's cluster did not start: {up.Output}{up.Error}";
        _started = true;
        Environment["HADOOP_CONF_DIR"] = Conf;
    }

    public string Home => _directory.Path;

    public Dictionary<string, string> Environment { get; }

    public string Conf => Path.Combine(Home, "run-hadoop", "conf");

    public static string NameNode => "127.78.0.10:8020";

    private string? Problem { get; }

    /// <summary>Skips where it cannot run, fails where it should.</summary>
    public void Need()
    {
        _ = Programs.Apache;
        Assert.Null(Problem);
    }

    /// <summary>hdfs, yarn or mapred of Apache's.</summary>
    public CommandResult Apache(params string[] arguments) => (_clients ??= new ApacheClients(Environment)).Run(arguments);

    public CommandResult Hathi(params string[] arguments) => Commands.Run(Environment, Programs.Hathi, arguments);

    public void Dispose()
    {
        // The cluster first: what the JVM of the clients ends with must not leave it behind.
        if (_started)
        {
            Commands.Run(Environment, Programs.Apache, "hadoop", "destroy");
        }

        _clients?.Dispose();
        _directory.Dispose();
    }
}

/// <summary>Tests that share one cluster of Apache's.</summary>
[CollectionDefinition(Name)]
public sealed class ApacheCollection : ICollectionFixture<ApacheFixture>
{
    public const string Name = "apache";
}
