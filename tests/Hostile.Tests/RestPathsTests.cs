using System.Reflection;
using Hathi.Hostile.Tests.Requests;
using Hathi.Web.Rest;

namespace Hathi.Hostile.Tests;

/// <summary>Whatever is served over HTTP is attacked: a new table, page or server is missed here before anybody else finds it.</summary>
public sealed class RestPathsTests
{
    private static IEnumerable<Assembly> Ours => Directory.EnumerateFiles(AppContext.BaseDirectory, "Hathi.*.dll")
        .Select(static f => Path.GetFileNameWithoutExtension(f))
        .Where(static n => !n.EndsWith(".Tests", StringComparison.Ordinal))
        .Select(static n => Assembly.Load(n));

    [Fact]
    public void Every_server_with_an_HTTP_port_is_attacked() =>
        Assert.Equal(NamesOf(RestPaths.Searched.Select(static r => r.Server)), NamesOf(Ours.Where(ServedTexts.Serves)));

    [Fact]
    public void Every_resource_of_every_table_is_attacked()
    {
        var tables = Ours.SelectMany(static a => RestTables.Of(a)).ToList();
        Assert.Superset(
            new HashSet<string> { "/ws/v1/cluster", "/ws/v1/history", "/ws/v1/node" }, tables.Select(static t => t.Root).ToHashSet());
        var attacked = RestPaths.Searched.SelectMany(static r => r.Resources).ToHashSet();
        var served = tables.SelectMany(static t => t.All.Select(r => (r.Method, $"{t.Root}/{r.Template}".TrimEnd('/'))));
        Assert.All(served, r => Assert.Contains(r, attacked));
    }

    [Fact]
    public void Every_page_that_stands_in_no_table_is_attacked()
    {
        var missed = (from server in RestPaths.Searched
                      from text in ServedTexts.Paths(server.Server)
                      where !server.Resources.Any(a => Reaches(a.Path, text))
                      select $"{server.Server.GetName().Name}: {text}").ToList();
        Assert.True(missed.Count == 0, $"a page of the list in RestPaths, or it is never attacked: {string.Join(", ", missed)}");
    }

    /// <summary>The code is read as it is meant to be.</summary>
    [Fact]
    public void What_is_looked_for_is_seen()
    {
        Assert.Contains("/fsck", ServedTexts.Paths(RestPaths.NameNode.Server));
        Assert.Contains("/prom", ServedTexts.Paths(RestPaths.ResourceManager.Server));
        Assert.Contains("/jobhistory/job/", ServedTexts.Paths(RestPaths.History.Server));
        Reads(RestPaths.NameNode.Server, "ugi", "path", "blockId", "startblockafter", "listcorruptfileblocks");
        Reads(RestPaths.ResourceManager.Server, "states", "finishedTimeEnd", "applicationTypes");
        Reads(RestPaths.NodeManager.Server, "state", "size", "start", "end");
        Reads(typeof(RestRoutes).Assembly, "user.name", "limit", "qry");
    }

    private static void Reads(Assembly code, params string[] names) =>
        Assert.Superset(names.ToHashSet(), ServedTexts.Parameters(code).ToHashSet());

    private static IEnumerable<string?> NamesOf(IEnumerable<Assembly> assemblies) =>
        assemblies.Select(static a => a.GetName().Name).Order(StringComparer.Ordinal);

    // A text may be a path, the beginning of one, or the end of a template that is put together.
    private static bool Reaches(string attacked, string text) =>
        attacked == text
        || attacked.StartsWith(text.TrimEnd('/') + "/", StringComparison.Ordinal)
        || attacked.EndsWith(text, StringComparison.Ordinal);
}
