namespace Hathi.Conformance.Tests.Lab;

/// <summary>The demo's word count, over HDFS, equals tr, sort and uniq of the same text.</summary>
[Collection(LabCollection.Name)]
public sealed class WordCountTests(LabFixture lab)
{
    [Fact]
    public void Words_counted_by_the_job_equal_those_counted_by_tr_sort_uniq()
    {
        using var work = new WorkDirectory();
        var text = Path.Combine(work.Path, "text");
        var shell = new Dictionary<string, string>(StringComparer.Ordinal) { ["LC_ALL"] = "C" };
        Commands.Run(
            shell,
            "/bin/sh",
            "-c",
            "find /usr/share/common-licenses /usr/share/doc -name copyright -type f | sort | head -300 | xargs cat > '" + text + "'; cat '"
            + Path.Combine(Programs.Root, "README.md") + "' >> '" + text + "'").Ok();
        lab.Hathi("dfs", "-mkdir", "-p", "/wc").Ok();
        lab.Hathi("dfs", "-D", "dfs.blocksize=1048576", "-put", text, "/wc/in").Ok();
        lab.Hathi("run", "--quiet", Path.Combine(Programs.Root, "samples", "WordCount.cs"), "/wc/in", "/wc/out").Ok();
        var ours = lab.Hathi("dfs", "-cat", "/wc/out/part-*").Ok().Output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Order(StringComparer.Ordinal);
        var theirs = Commands.Run(shell, "/bin/sh", "-c", "tr -s '[:space:]' '\\n' < '" + text
            + "' | grep -v '^$' | sort | uniq -c | sed 's/^ *\\([0-9]*\\) \\(.*\\)$/\\2\\t\\1/'").Ok().Output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal);
        Assert.Equal(theirs, ours);
        Assert.Contains("_SUCCESS", lab.Hathi("dfs", "-ls", "/wc/out").Ok().Output, StringComparison.Ordinal);
        lab.Hathi("dfs", "-rm", "-r", "-skipTrash", "/wc").Ok();
    }
}
