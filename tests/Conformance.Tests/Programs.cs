namespace Hathi.Conformance.Tests;

/// <summary>Where the programs are that the tests run; a test that needs one which is not there is skipped, and says which.</summary>
public static class Programs
{
    /// <summary>The project's folder.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The program under test, as built by ./hathi.</summary>
    public static string Hathi { get; } = Path.Combine(Root, "artifacts", "app", "hathi");

    /// <summary>The script that runs Apache's own clients and daemons.</summary>
    public static string Apache
    {
        get
        {
            Assert.SkipUnless(File.Exists(ApacheScript), $"Apache's jars are not here ({ApacheScript}); set HATHI_PEERS");
            Assert.SkipUnless(Find("java") is not null, "java is not installed (openjdk-17-jre-headless)");
            return ApacheScript;
        }
    }

    /// <summary>colinmarc/hdfs, Debian's hdfs-cli.</summary>
    public static string HdfsCli => Need("hdfs", "hdfs-cli");

    public static string Rclone => Need("rclone", "rclone");

    private static string ApacheScript { get; } = Path.Combine(
        Environment.GetEnvironmentVariable("HATHI_PEERS") ?? Path.GetFullPath(Path.Combine(Root, "..", "shared", "peers")), "apache");

    /// <summary>The script, or null where it cannot run.</summary>
    public static string? FindApache() => File.Exists(ApacheScript) && Find("java") is not null ? ApacheScript : null;

    /// <summary>The folder of Apache's jars; the script unpacks them whenever it is asked for anything.</summary>
    public static string ApacheJars
    {
        get
        {
            var home = Environment.GetEnvironmentVariable("PEERS_HOME") ?? Path.Combine(
                Environment.GetEnvironmentVariable("XDG_CACHE_HOME")
                ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
                "hathi-peers");
            Commands.Run(
                new Dictionary<string, string>(StringComparer.Ordinal) { ["HADOOP_CONF_DIR"] = "/nowhere" }, Apache, "hdfs", "getconf");
            return Path.Combine(home, "hadoop");
        }
    }

    /// <summary>Debian's Python, which has the driver; one that was installed beside it has not.</summary>
    public static string PythonOfDriver
    {
        get
        {
            const string Python = "/usr/bin/python3";
            var none = new Dictionary<string, string>(StringComparer.Ordinal);
            var has = File.Exists(Python) && Commands.Run(none, Python, "-c", "import cassandra, lz4").ExitCode == 0;
            Assert.SkipUnless(has, "Debian's driver is not installed (apt-get install python3-cassandra python3-lz4)");
            return Python;
        }
    }

    /// <summary>Where ./test installs npm's driver.</summary>
    public static string NodeModules { get; } = Path.Combine(Root, "artifacts", "cassandra-driver", "node_modules");

    /// <summary>Node.js, when npm's driver is there.</summary>
    public static string NodeOfDriver
    {
        get
        {
            Assert.SkipUnless(
                Directory.Exists(NodeModules),
                "npm's cassandra-driver is not installed (./test does, where npm reaches its registry)");
            return Need("node", "nodejs");
        }
    }

    private static string Need(string program, string package)
    {
        var path = Find(program);
        Assert.SkipWhen(path is null, $"{program} is not installed (apt-get install {package})");
        return path!;
    }

    private static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Select(d => Path.Combine(d, program)).FirstOrDefault(File.Exists);

    private static string FindRoot()
    {
        var at = Environment.GetEnvironmentVariable("HATHI_ROOT") ?? AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(at, "Hathi.slnx")))
        {
            at = Path.GetDirectoryName(at) ?? throw new InvalidOperationException("the project's folder was not found; run ./test");
        }

        return at;
    }
}
