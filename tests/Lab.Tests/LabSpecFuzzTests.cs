using System.Globalization;
using System.Text;
using Hathi.Lab.Spec;

namespace Hathi.Lab.Tests;

/// <summary>lab.yaml is written by hand: whatever it holds, its mistakes are named, and it does not end the program.</summary>
public sealed class LabSpecFuzzTests
{
    private const string Written =
        "name: my-lab\nmemory: 256m\nvolumes: 2\nhadoop: '/opt/hadoop'\n"
        + "settings:\n  'dfs.replication': '2'\n  'odd key': 'it''s: ''quoted'''\n"
        + "nodes:\n  - name: pi-16\n    rack: /r\n    roles: [namenode]\n"
        + "  - name: pi-17\n    rack: /r\n    roles: [datanode]\n    volumes: ['/data/a', '/data/b']\n"
        + "    settings:\n      'dfs.replication': '3'\n";

    [Fact]
    [GoldenBytes(typeof(LabSpecFile), 0)]
    public void A_lab_has_this_text()
    {
        var settings = new Dictionary<string, string> { ["dfs.replication"] = "2", ["odd key"] = "it's: 'quoted'" };
        var own = new Dictionary<string, string> { ["dfs.replication"] = "3" };
        NodeSpec[] nodes =
        [
            new("pi-16", "/r", ["namenode"], [], new Dictionary<string, string>()),
            new("pi-17", "/r", ["datanode"], ["/data/a", "/data/b"], own),
        ];
        var lab = new LabSpec("my-lab", nodes, 256 << 20, 2, settings) { Hadoop = "/opt/hadoop" };
        Assert.Equal(Written, LabSpecFile.Format(lab));
        Assert.Equal(Written, LabSpecFile.Format(LabSpecFile.Parse(Written, "lab.yaml")));
    }

    [Fact]
    [Fuzzes(typeof(LabSpecFile))]
    public void Any_text_is_a_lab_or_none() => new Fuzz
    {
        Of = nameof(LabSpecFile),
        Good =
        [
            .. new[]
            {
                Written, "nodes: 5\nracks: 2\nservices: [hdfs, yarn]\n", "nodes: 3\nsettings: &s {a: b, ? c : d}\n# a comment\n",
                "--- !!map\n\"name\": >-\n  lab\n...\n",
            }.Select(Encoding.UTF8.GetBytes),
        ],
        Decode = static bytes => LabSpecFile.Parse(Encoding.UTF8.GetString(bytes), "lab.yaml"),
        Refusals = [typeof(LabException)],
        MostAllocated = 4 << 20,
    }.Run();

    /// <summary>Each ended the program: by its stack, or by an exception that it takes for its own mistake.</summary>
    [Theory]
    [InlineData("settings:\n  [a]: b\n", "lab.yaml:2", "the name of a value is one word")]
    [InlineData("nodes: &n [a]\n*n : b\n", "lab.yaml:2", "the name of a value is one word")]
    [InlineData("hadoop: \"/a\\0b\"\n", "lab.yaml:1", "a path has no zero in it")]
    [InlineData("settings: &a\n  ? *a\n  : b\n", "lab.yaml:2", "the name of a value is one word")]
    [InlineData("settings: &a\n  b: *a\n", "lab.yaml:2", "stands within what it names")]
    public void What_no_lab_has_is_named(string text, string where, string what)
    {
        var error = Assert.Throws<LabException>(() => LabSpecFile.Parse(text, "lab.yaml"));
        Assert.StartsWith(where, error.Message, StringComparison.Ordinal);
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
    }

    /// <summary>A name was made of it that has two to the 24th words; with more lists there was no end to that.</summary>
    [Fact]
    public void Lists_that_name_each_other_twice_are_no_name()
    {
        const int Lists = 24;
        var text = new StringBuilder("nodes:\n- &a0 [a]\n");
        for (var i = 1; i <= Lists; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"- &a{i} [*a{i - 1}, *a{i - 1}]\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"settings:\n  ? *a{Lists}\n  : b\n");
        var error = Assert.Throws<LabException>(() => LabSpecFile.Parse(text.ToString(), "lab.yaml"));
        Assert.Equal("lab.yaml:28: the name of a value is one word", error.Message);
    }

    [Fact]
    public void Brackets_without_an_end_are_named()
    {
        var error = Assert.Throws<LabException>(() => LabSpecFile.Parse("nodes: " + new string('[', 200_000), "lab.yaml"));
        Assert.Contains("lists and mappings within each other", error.Message, StringComparison.Ordinal);
    }
}
