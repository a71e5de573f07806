using Hathi.Yarn.NodeManager.Tests.Support;

namespace Hathi.Yarn.NodeManager.Tests;

/// <summary>
/// What a container has left when the node ended before it was removed goes with the next start, also where its application goes on.
/// </summary>
public sealed class LeftContainersTests : IDisposable
{
    private const string Over = "container_1700000000000_0001_01_000001";
    private const string Acknowledged = "container_1700000000000_0001_01_000002";
    private const string Runs = "container_1700000000000_0001_01_000003";
    private const string Work = "usercache/ada/appcache/application_1700000000000_0001/";
    private const string Private = "nmPrivate/application_1700000000000_0001/";

    private readonly NodeParts _node = new();

    public void Dispose() => _node.Dispose();

    [Fact]
    public async Task What_runs_and_what_is_the_application_s_stays()
    {
        var over = _node.Started(Over);
        over.End(0, 7);
        await _node.Memory.Ended(over, 0, 7).Patiently();
        _node.Started(Runs);
        foreach (var id in (string[])[Over, Acknowledged, Runs])
        {
            Directory.CreateDirectory(Path.Join(_node.Local, Work, id, "spill"));
            Directory.CreateDirectory(Path.Join(_node.Local, Private, id));
        }

        Directory.CreateDirectory(Path.Join(_node.Local, Work, "filecache", "1"));
        Directory.CreateDirectory(Path.Join(_node.Local, Work, "blockmgr-7"));
        _node.Applications.Recover(_node.Memory.Recall());
        _node.Leftovers().Remove();
        Patience.Until(() => _node.Remover.Waiting == 0);
        Assert.Equal(["blockmgr-7", Runs, "filecache"], Names(Work));
        Assert.Equal([Runs], Names(Private));
        Assert.Equal(2, Directory.GetFiles(Path.Join(_node.Local, Private), "*.request").Length);
    }

    [Fact]
    public void What_a_container_has_put_beside_applications_under_a_name_that_is_no_text_goes()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "a shell");
        foreach (var directory in (string[])["nmPrivate", "filecache", "usercache", "usercache/ada/appcache", "usercache/ada/filecache"])
        {
            Directory.CreateDirectory(Path.Join(_node.Local, directory));
            using var shell = System.Diagnostics.Process.Start(
                "/bin/bash",
                ["-c", $"mkdir -p '{_node.Local}/{directory}/'$'application_\\xff/d' && touch '{_node.Local}/{directory}/'$'x\\xff'"]);
            shell.WaitPatiently();
        }

        _node.Leftovers().Remove();
        Assert.DoesNotContain(
            Directory.GetFileSystemEntries(_node.Local, "*", SearchOption.AllDirectories),
            static e => e.Contains('\uFFFD', StringComparison.Ordinal));
    }

    [Fact]
    public void What_a_link_leads_to_stays()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "a shell");
        var outside = Directory.CreateDirectory(Path.Join(Path.GetDirectoryName(_node.Local), "outside")).FullName;
        using (var shell = System.Diagnostics.Process.Start(
            "/bin/bash", ["-c", $"mkdir '{outside}/application_1700000000000_0009' && touch '{outside}/'$'x\\xff'"]))
        {
            shell.WaitPatiently();
        }

        Directory.CreateDirectory(Path.Join(_node.Local, "usercache", "ada"));
        Directory.CreateDirectory(Path.Join(_node.Local, "nmPrivate"));
        foreach (var name in (string[])["appcache", "filecache"])
        {
            Directory.CreateSymbolicLink(Path.Join(_node.Local, "usercache", "ada", name), outside);
        }

        _node.Leftovers().Remove();
        Patience.Until(() => _node.Remover.Waiting == 0);
        Assert.Equal(2, Directory.GetFileSystemEntries(outside).Length);
    }

    private IEnumerable<string?> Names(string directory) =>
        Directory.GetDirectories(Path.Join(_node.Local, directory)).Select(Path.GetFileName).Order(StringComparer.Ordinal);
}
