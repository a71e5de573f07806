using Hathi.Lab.Spec;

namespace Hathi.Lab.Tests;

public sealed class LabSpecFileTests
{
    [Fact]
    public void A_number_of_nodes_is_spread_over_racks_in_turn()
    {
        var lab = LabSpecFile.Parse("name: lab\nnodes: 5\nracks: 2\n", "lab.yaml");
        Assert.Equal(["pi-200", "pi-201", "pi-202", "pi-203", "pi-204"], lab.Nodes.Select(n => n.Name));
        Assert.Equal(["/rack-1", "/rack-2", "/rack-1", "/rack-2", "/rack-1"], lab.Nodes.Select(n => n.Rack));
        Assert.Equal(["namenode", "resourcemanager", "historyserver", "ring", "datanode", "nodemanager"], lab.Nodes[0].Roles);
        Assert.Equal(["datanode", "nodemanager"], lab.Nodes[4].Roles);
        Assert.Equal(["datanode"], LabSpecFile.Parse("nodes: 2\nservices: hdfs\n", "lab.yaml").Nodes[1].Roles);
    }

    [Fact]
    public void What_is_written_is_read_back_the_same()
    {
        var settings = new Dictionary<string, string> { ["dfs.replication"] = "2", ["odd key"] = "it's: 'quoted'" };
        var node = new NodeSpec("pi-17", "/r", ["datanode"], ["/data/a", "/data/b"], settings);
        var lab = new LabSpec(
            "my-lab", [new NodeSpec("pi-16", "/r", ["namenode"], [], new Dictionary<string, string>()), node], 256 << 20, 2, settings);
        var back = LabSpecFile.Parse(LabSpecFile.Format(lab), "lab.yaml");
        Assert.Equal(lab.MemoryBytes, back.MemoryBytes);
        Assert.Equal(lab.Volumes, back.Volumes);
        Assert.Equal(settings, back.Settings);
        Assert.Equal(node.Volumes, back.Nodes[1].Volumes);
        Assert.Equal(settings, back.Nodes[1].Settings);
        Assert.Equal(16, back.Master.Number);
    }

    [Theory]
    [InlineData("name: lab\nnods: 5\n", "lab.yaml:2", "unknown key 'nods'")]
    [InlineData("nodes: 2\nsettings:\n  dfs.replicaton: 2\n", "lab.yaml:3", "unknown setting 'dfs.replicaton'; did you mean dfs.repl")]
    [InlineData("nodes: 2\nsettings:\n  my.own: 2\n  yarn.of.this.kind: 2\n", "lab.yaml:4", "unknown setting 'yarn.of.this.kind'")]
    [InlineData(
        "nodes:\n  - name: pi-200\n    roles: [namenode]\n    settings:\n      dfs.block.size: 1m\n      hathi.node.nmae: a\n",
        "lab.yaml:6",
        "did you mean hathi.node.name?")]
    [InlineData("nodes: many\n", "lab.yaml:1", "whole number from 1 to 51")]
    [InlineData("nodes: 3\nracks: 9\n", "lab.yaml:2", "whole number from 1 to 3")]
    [InlineData(
        "nodes:\n  - name: pi-200\n    roles: [namenode]\n  - name: pi-201\n    role: datanode\n", "lab.yaml:5", "unknown key 'role'")]
    [InlineData("nodes:\n  - name: pi-200\n    roles: [scheduler]\n", "lab.yaml:3", "is no role")]
    [InlineData("nodes:\n  - name: host-1\n", "lab.yaml:2", "is no node name")]
    [InlineData("nodes:\n  - name: pi-200\n    rack: here\n", "lab.yaml:3", "starts with a slash")]
    [InlineData("nodes:\n  - name: pi-200\n", "lab.yaml", "exactly one node has the role namenode")]
    [InlineData("nodes:\n  - name: pi-200\n    roles: [namenode]\n  - name: pi-200\n", "lab.yaml", "there twice")]
    [InlineData("nodes: 2\nservices: [hdfs, hive]\n", "lab.yaml:2", "is no service")]
    [InlineData("nodes: 2\nservices: yarn\n", "lab.yaml:2", "name hdfs as well")]
    [InlineData(
        "nodes:\n  - name: pi-200\n    roles: [namenode]\n  - name: pi-201\n    roles: [resourcemanager]\n",
        "lab.yaml",
        "goes to the node with the role namenode")]
    [InlineData("memory: lots\n", "lab.yaml:1", "is a size")]
    [InlineData("nodes: [\n", "lab.yaml:", "not valid YAML")]
    [InlineData("- 1\n", "lab.yaml", "expected one mapping")]
    public void A_mistake_is_named_with_its_line(string text, string where, string what)
    {
        var error = Assert.Throws<LabException>(() => LabSpecFile.Parse(text, "lab.yaml"));
        Assert.StartsWith(where, error.Message, StringComparison.Ordinal);
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
    }

    /// <summary>Else nobody could stop or remove it.</summary>
    [Fact]
    public void A_lab_that_was_made_with_a_name_that_nobody_knows_is_opened_and_not_made_again()
    {
        const string Text =
            "nodes:\n  - name: pi-200\n    roles: [namenode]\n    settings:\n      hathi.node.nmae: a\nsettings:\n  dfs.replicaton: 2\n";
        Assert.Equal("2", LabSpecFile.ParseMade(Text, "lab.yaml").Settings["dfs.replicaton"]);
        Assert.Throws<LabException>(() => LabSpecFile.Parse(Text, "lab.yaml"));
        Assert.Throws<LabException>(() => LabSpecFile.ParseMade("nodes: 2\nnods: 2\n", "lab.yaml"));
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("")]
    [InlineData("-x")]
    public void A_name_is_a_plain_word(string name) => Assert.Throws<LabException>(() => LabSpecFile.CheckName(name, "--name"));
}
