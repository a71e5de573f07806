using Hathi.Hadoop.Conf;
using Hathi.Lab.Spec;

namespace Hathi.Lab.Tests;

/// <summary>What a lab knows of an Apache Hadoop on the machine, so that its jobs find their classes.</summary>
public sealed class HadoopHomeTests : IDisposable
{
    private static readonly string[] Jars =
    [
        "common/hadoop-common-3.4.1.jar", "hdfs/hadoop-hdfs-client-3.4.1.jar", "yarn/hadoop-yarn-client-3.4.1.jar",
        "mapreduce/hadoop-mapreduce-client-core-3.4.1.jar", "mapreduce/hadoop-mapreduce-client-app-3.4.1.jar",
    ];

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("hathi-hadoop-test-");

    private string Place => Path.Combine(_root.FullName, "hadoop-3.4.1");

    [Fact]
    public void What_Apache_publishes_gives_class_paths_homes_and_flags_to_nodes_and_clients()
    {
        Distribution();
        var home = new LabHome(_root.FullName, "lab");
        var spec = LabSpecFile.Parse($"nodes: 2\nhadoop: {Place}\n", "lab.yaml");
        SiteFiles.Write(home, spec, 7);
        foreach (var directory in (string[])[home.ClientConf, home.NodeConf("pi-201")])
        {
            var conf = Configuration.Load(directory);
            Assert.Equal(
                ["$HADOOP_CONF_DIR", .. ((string[])["common", "hdfs", "yarn"])
                    .SelectMany(p => (string[])[$"{Place}/share/hadoop/{p}/*", $"{Place}/share/hadoop/{p}/lib/*"])],
                conf.GetStrings("yarn.application.classpath"));
            Assert.Equal(
                [$"{Place}/share/hadoop/mapreduce/*", $"{Place}/share/hadoop/mapreduce/lib/*"],
                conf.GetStrings("mapreduce.application.classpath"));
            foreach (var key in (string[])
            [
                "yarn.app.mapreduce.am.env", "mapreduce.map.env", "mapreduce.reduce.env", "yarn.nodemanager.admin-env",
            ])
            {
                foreach (var name in (string[])
                [
                    "HADOOP_HOME", "HADOOP_COMMON_HOME", "HADOOP_HDFS_HOME", "HADOOP_YARN_HOME", "HADOOP_MAPRED_HOME",
                ])
                {
                    Assert.Contains($"{name}={Place}", conf.GetStrings(key));
                }
            }

            foreach (var key in (string[])
            [
                "yarn.app.mapreduce.am.admin-command-opts", "mapreduce.admin.map.child.java.opts", "mapreduce.admin.reduce.child.java.opts",
            ])
            {
                Assert.NotNull(conf.Get(key));
            }
        }
    }

    [Fact]
    public void A_directory_of_all_jars_is_one_class_path()
    {
        Flat();
        var hadoop = HadoopHome.Open(Place + "/", "--hadoop");
        Assert.Equal(Place, hadoop.Path);
        Assert.Equal([$"{Place}/*"], hadoop.YarnClasses);
        Assert.Equal([$"{Place}/*"], hadoop.MapReduceClasses);
    }

    [Fact]
    public void Settings_of_the_lab_come_before_what_Hadoop_fills_in_and_without_it_nothing_is()
    {
        Flat();
        var home = new LabHome(_root.FullName, "lab");
        var spec = LabSpecFile.Parse($"nodes: 1\nhadoop: {Place}\nsettings:\n  mapreduce.map.env: A=b\n", "lab.yaml");
        SiteFiles.Write(home, spec, 7);
        var conf = Configuration.Load(home.ClientConf);
        Assert.Equal("A=b", conf.Get("mapreduce.map.env"));
        Assert.StartsWith("HADOOP_HOME=", conf.Get("mapreduce.reduce.env"), StringComparison.Ordinal);

        SiteFiles.Write(home, spec with { Hadoop = null }, 7);
        Assert.Null(Configuration.Load(home.ClientConf).Get("yarn.application.classpath"));
    }

    [Theory]
    [InlineData(17, true, false)]
    [InlineData(11, true, false)]
    [InlineData(8, false, false)]
    [InlineData(23, true, true)]
    [InlineData(25, true, false)]
    public void Java_gets_the_flags_that_it_knows(int release, bool opens, bool manager)
    {
        Flat();
        var settings = HadoopSite.Shared(HadoopHome.Open(Place, "--hadoop"), new Platform.Processes.JavaInstallation("/opt/java", release));
        Assert.Equal(opens, settings["mapreduce.admin.map.child.java.opts"]
            .Contains("--add-opens=java.base/java.lang=ALL-UNNAMED", StringComparison.Ordinal));
        Assert.Equal(
            manager,
            settings["yarn.app.mapreduce.am.admin-command-opts"].Contains("-Djava.security.manager=allow", StringComparison.Ordinal));
        Assert.Contains("-Djava.net.preferIPv4Stack=true", settings["mapreduce.admin.reduce.child.java.opts"], StringComparison.Ordinal);
    }

    [Fact]
    public void The_declaration_keeps_it_and_a_relative_path_starts_where_the_file_is()
    {
        var spec = LabSpecFile.Parse("nodes: 1\nhadoop: up/../hadoop it's\n", "/labs/mine/lab.yaml");
        Assert.Equal("/labs/mine/hadoop it's", spec.Hadoop);
        Assert.Equal(spec.Hadoop, LabSpecFile.Parse(LabSpecFile.Format(spec), "/elsewhere/lab.yaml").Hadoop);
    }

    public static TheoryData<string, string> Wrong => new()
    {
        { "nothing", "there is no such directory" },
        { "empty", "no Hadoop is there: neither share/hadoop/common/hadoop-common-*.jar" },
        { "file", "there is no such directory" },
        { "tests only", "no Hadoop is there" },
        { "half", "a part of Hadoop is missing: share/hadoop/mapreduce/hadoop-mapreduce-client-app-*.jar" },
        { "half flat", "a part of Hadoop is missing: hadoop-mapreduce-client-app-*.jar" },
        { "empty share", "no Hadoop is there" },
        { "with,comma", "a path with ',' cannot stand in a class path" },
        { "with$dollar", "a path with '$' cannot stand in a class path" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_directory_that_is_no_Hadoop_is_refused_and_the_message_says_what_was_looked_for(string name, string expected)
    {
        var path = Path.Combine(_root.FullName, name);
        switch (name)
        {
            case "empty":
                Directory.CreateDirectory(path);
                break;
            case "file":
                File.WriteAllText(path, "");
                break;
            case "tests only":
                Make(path, ["hadoop-common-3.4.1-tests.jar", "hadoop-common-3.4.1-sources.jar"]);
                break;
            case "half":
                Make(path, [.. Jars[..4].Select(j => "share/hadoop/" + j)]);
                break;
            case "half flat":
                Make(path, [.. Jars[..4].Select(j => Path.GetFileName(j))]);
                break;
            case "empty share":
                Directory.CreateDirectory(Path.Combine(path, "share", "hadoop"));
                break;
            default:
                break;
        }

        var error = Assert.Throws<LabException>(() => HadoopHome.Open(path, "--hadoop"));
        Assert.StartsWith($"--hadoop: {path}: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.False(Doctor.Hadoop(path).Ok);
    }

    [Fact]
    public void The_doctor_knows_a_Hadoop()
    {
        Distribution();
        Assert.True(Doctor.Hadoop(Place).Ok);
        Assert.True(Doctor.Hadoop(null).Ok);
    }

    public void Dispose() => _root.Delete(recursive: true);

    private void Distribution() => Make(Place, [.. Jars.Select(j => "share/hadoop/" + j)]);

    private void Flat() => Make(Place, [.. Jars.Select(j => Path.GetFileName(j))]);

    private static void Make(string directory, string[] files)
    {
        foreach (var file in files)
        {
            var path = Path.Combine(directory, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, "");
        }
    }
}
