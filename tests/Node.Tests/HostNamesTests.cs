using System.Net;
using System.Net.Sockets;
using Hathi.Hadoop.Conf;
using Hathi.Hdfs.Core.Options;
using Hathi.Platform;
using Microsoft.Extensions.Logging;

namespace Hathi.Node.Tests;

/// <summary>Hosts whose names have no address when a NameNode starts are looked up again.</summary>
public sealed class HostNamesTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("hathi-host-names-");
    private readonly NodeLog _log = NodeLog.ToStandardError(LogLevel.Error, SystemClock.Instance);
    private readonly Dictionary<string, string> _directoryOfNames = [];
    private readonly HashSet<string> _unanswered = [];
    private readonly List<string> _asked = [];

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void Names_that_resolve_later_are_in_the_lists_then()
    {
        var names = AtStart("10.0.0.1 one two:9866", "three 10.0.0.4");
        var lists = names.Known;
        Assert.Equal("in 10.0.0.1, out three 10.0.0.4 (by name three), incomplete, 3 unresolved", Text(lists));

        _directoryOfNames["two"] = "10.0.0.2";
        _directoryOfNames["three"] = "10.0.0.3";
        lists = names.LookUp();
        Assert.Equal("in 10.0.0.1 10.0.0.2:9866, out three 10.0.0.4 10.0.0.3 (by name three), incomplete, 1 unresolved", Text(lists));

        // What was found stays, and is not asked for again.
        _directoryOfNames.Clear();
        _directoryOfNames["one"] = "10.0.0.11";
        _asked.Clear();
        lists = names.LookUp();
        Assert.Equal(["one"], _asked);
        Assert.Equal(
            "in 10.0.0.1 10.0.0.11 10.0.0.2:9866, out three 10.0.0.4 10.0.0.3 (by name three), complete, 0 unresolved", Text(lists));
    }

    [Fact]
    public void What_is_no_host_is_missing_and_not_looked_up_for_ever()
    {
        Assert.Equal("in , out 10.0.0.2:y, incomplete, 0 unresolved", Text(AtStart("10.0.0.1:x", "10.0.0.2:y").Known));
    }

    /// <summary>A directory of names that fails takes no node back into service, whatever it calls itself.</summary>
    [Fact]
    public void What_was_known_once_stays_known_when_names_are_read_again()
    {
        var addresses = new HostAddresses(Ask);
        _directoryOfNames["one"] = "10.0.0.1";
        _directoryOfNames["dn3.example.com"] = "10.0.0.3";
        var conf = Configuration("one 10.0.0.3", "dn3.example.com");
        Assert.Equal(
            "in 10.0.0.1 10.0.0.3, out dn3.example.com 10.0.0.3, complete, 0 unresolved",
            Text(DataNodeLists.AtStart(conf, addresses, _log).Known));

        _directoryOfNames.Clear();
        Assert.Equal(
            "in 10.0.0.1 10.0.0.3, out dn3.example.com 10.0.0.3, complete, 0 unresolved",
            Text(DataNodeLists.Read(conf, addresses, _log).Known));

        // One that is new is looked up again; one that is in the directory under another address has that.
        conf = Configuration("one 10.0.0.3", "dn3.example.com dn4.example.com");
        _directoryOfNames["dn3.example.com"] = "10.0.0.33";
        var read = DataNodeLists.Read(conf, addresses, _log);
        Assert.Equal(
            "in 10.0.0.1 10.0.0.3, out dn3.example.com dn4.example.com 10.0.0.33 (by name dn4.example.com), complete, 1 unresolved",
            Text(read.Known));
        _directoryOfNames["dn4.example.com"] = "10.0.0.4";
        Assert.Equal(
            "in 10.0.0.1 10.0.0.3, out dn3.example.com dn4.example.com 10.0.0.33 10.0.0.4 (by name dn4.example.com), complete, "
            + "0 unresolved",
            Text(read.LookUp()));
    }

    /// <summary>
    /// A line that was left for a machine that is gone takes out no other host; where nobody says that the machine is gone it does.
    /// </summary>
    [Fact]
    public void A_directory_of_names_that_fails_is_told_from_one_that_knows_no_such_host()
    {
        _directoryOfNames["worker1"] = "10.0.0.1";
        _directoryOfNames["dn2.new.lab"] = "10.0.0.2";
        const string Include = "10.0.0.9 dn2.new.lab:9866";
        const string Exclude = "worker1.old.lab dn2.old.lab:9866 dn3.old.lab 10.bad";
        var lists = AtStart(Include, Exclude).Known;
        Assert.Equal(["worker1.old.lab", "dn2.old.lab:9866", "dn3.old.lab", "10.bad"], lists.NoSuchHosts);
        Assert.Equal([("10.0.0.2", "dn2.new.lab"), ("10.0.0.1", "worker1")], lists.KnownHosts);
        lists = DataNodeLists.Read(Configuration(Include, Exclude), new HostAddresses(Ask), _log).Known;
        Assert.Equal([("10.0.0.2", "dn2.new.lab"), ("10.0.0.1", "worker1")], lists.KnownHosts);

        // What was left out because nobody answered stays so until the lists are read again, whatever a later look says.
        _unanswered.UnionWith(["worker1.old.lab", "dn2.old.lab", "dn3.old.lab", "10.bad"]);
        var names = AtStart(Include, Exclude);
        Assert.Equal(4, names.Known.ExcludedByName.Count);
        Assert.Empty(names.Known.NoSuchHosts);
        _unanswered.Clear();
        lists = names.LookUp();
        Assert.Empty(lists.NoSuchHosts);
        Assert.Equal([("10.0.0.2", "dn2.new.lab")], lists.KnownHosts);
    }

    private static string Text(NodeLists lists) =>
        $"in {string.Join(' ', lists.Include)}, out {string.Join(' ', lists.Exclude)}{Named(lists)}, "
        + $"{(lists.IncludeIsIncomplete ? "incomplete" : "complete")}, {lists.Unresolved} unresolved";

    private static string Named(NodeLists lists) =>
        lists.ExcludedByName.Count == 0 ? "" : $" (by name {string.Join(' ', lists.ExcludedByName)})";

    private HostNames AtStart(string include, string exclude) =>
        DataNodeLists.AtStart(Configuration(include, exclude), new HostAddresses(Ask), _log);

    private IPAddress[] Ask(string name)
    {
        lock (_asked)
        {
            _asked.Add(name);
            if (_unanswered.Contains(name))
            {
                throw new SocketException((int)SocketError.TryAgain);
            }

            return IPAddress.TryParse(_directoryOfNames.GetValueOrDefault(name, name), out var address)
                ? [address]
                : throw new SocketException((int)SocketError.HostNotFound);
        }
    }

    private Configuration Configuration(string include, string exclude)
    {
        var conf = new Configuration();
        conf.Set("fs.defaultFS", "hdfs://127.0.0.1:8020");
        conf.Set("dfs.namenode.name.dir", "/a/name");
        foreach (var (key, hosts) in new[] { ("dfs.hosts", include), ("dfs.hosts.exclude", exclude) })
        {
            var file = Path.Combine(_directory.FullName, key);
            File.WriteAllText(file, hosts);
            conf.Set(key, file);
        }

        return conf;
    }
}
