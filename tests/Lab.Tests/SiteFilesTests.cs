using Hathi.Hadoop.Conf;
using Hathi.Lab.Spec;

namespace Hathi.Lab.Tests;

public sealed class SiteFilesTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("hathi-lab-test-");

    [Fact]
    public void Nodes_and_clients_find_each_other_in_Hadoops_own_files()
    {
        var home = new LabHome(_root.FullName, "lab");
        var spec = LabSpec.Uniform(
            "lab", 3, 2, LabServices.All, 2, null, new Dictionary<string, string> { ["dfs.blocksize"] = "64m & more" });
        SiteFiles.Write(home, spec, 7);
        var client = Configuration.Load(home.ClientConf);
        Assert.Equal("hdfs://127.77.7.200:8020", client.Get("fs.defaultFS"));
        Assert.Equal("3", client.Get("dfs.replication"));
        Assert.Equal("64m & more", client.Get("dfs.blocksize"));
        var node = Configuration.Load(home.NodeConf("pi-202"));
        Assert.Equal("127.77.7.202:9866", node.Get("dfs.datanode.address"));
        Assert.Equal("datanode,nodemanager", node.Get("hathi.node.roles"));
        Assert.Equal("127.77.7.200", node.Get("yarn.resourcemanager.hostname"));
        Assert.Equal("127.77.7.202:8041", node.Get("yarn.nodemanager.address"));
        Assert.Equal(2, node.GetStrings("dfs.datanode.data.dir").Count);
        Assert.Contains("127.77.7.201 /rack-2", File.ReadAllLines(home.TopologyFile));
        Assert.Contains("log4j.appender.console.target=System.err", File.ReadAllLines(Path.Combine(home.ClientConf, "log4j.properties")));
    }

    [Fact]
    public void A_lab_keeps_its_subnet_and_the_next_one_takes_another()
    {
        var first = new LabHome(_root.FullName, "one");
        var second = new LabHome(_root.FullName, "two");
        ProcessLab.Create(first, LabSpec.Uniform("one", 1, 1, LabServices.All, 1, null, null), "/bin/true");
        ProcessLab.Create(second, LabSpec.Uniform("two", 1, 1, LabServices.All, 1, null, null), "/bin/true");
        Assert.NotEqual(LabAddresses.Subnet(first), LabAddresses.Subnet(second));
        Assert.Equal(LabAddresses.Subnet(first), ProcessLab.Open(first, "/bin/true").Subnet);
        Assert.Equal(["one", "two"], first.All().Select(h => h.Name));
        Assert.Throws<LabException>(
            () => ProcessLab.Create(first, LabSpec.Uniform("one", 1, 1, LabServices.All, 1, null, null), "/bin/true"));
        var missing = Assert.Throws<LabException>(() => ProcessLab.Open(new LabHome(_root.FullName, "three"), "/bin/true"));
        Assert.Contains("one, two", missing.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _root.Delete(recursive: true);
}
