using System.Reflection;
using Hathi.Hdfs.NameNode;
using Hathi.MapReduce.History;
using Hathi.MapReduce.Shuffle.Serve;
using Hathi.Web.Rest;
using Hathi.Yarn.NodeManager;
using Hathi.Yarn.ResourceManager;

namespace Hathi.Hostile.Tests.Requests;

/// <summary>
/// What a server has at its HTTP port. The resources of REST are those of its own tables and the parameters those that its compiled code
/// reads, so that a new one is attacked by itself; pages that stand in no table are listed here, and <c>RestPathsTests</c>
/// finds one that is not.
/// </summary>
/// <param name="Server">The server's code.</param>
/// <param name="Resources">Method and path, each with <c>{name}</c> where an id stands.</param>
/// <param name="Parameters">Names of parameters.</param>
internal sealed record RestPaths(Assembly Server, IReadOnlyList<(string Method, string Path)> Resources, IReadOnlyList<string> Parameters)
{
    /// <summary>Headers without which the shuffle answers nothing.</summary>
    public const string ShuffleHeaders = "name: mapreduce\r\nversion: 1.0.0\r\n";

    /// <summary>What nobody serves, with words that Apache's servers take there.</summary>
    private static readonly string[] s_nobody = ["/nobody", "/webhdfs/v1/{anything}"];
    private static readonly string[] s_unread = ["op", "doas", "user.name", "qry", "get", "name", "format"];

    public static readonly RestPaths NameNode = Of(typeof(NameNodeServer).Assembly, ["/", "/jmx", "/metrics", "/fsck", "/conf"]);

    public static readonly RestPaths ResourceManager = Of(
        typeof(ResourceManagerServer).Assembly,
        [
            "/", "/cluster", "/cluster/apps", "/cluster/nodes", "/cluster/app/{appid}", "/jmx", "/metrics", "/prom", "/conf",
            "/proxy/{appid}/",
        ]);

    public static readonly RestPaths NodeManager = Of(
        typeof(NodeManagerServer).Assembly,
        [
            "/", "/node", "/jmx", "/metrics", "/conf", "/node/containerlogs/{containerid}/{user}",
            "/node/containerlogs/{containerid}/{user}/{filename}",
        ]);

    public static readonly RestPaths History = Of(
        typeof(HistoryServer).Assembly, ["/", "/jmx", "/conf", "/jobhistory", "/jobhistory/", "/jobhistory/job/{jobid}"]);

    // It is no server of the same kind: what it answers it reads from the bytes of a request itself.
    public static readonly RestPaths Shuffle = new(
        typeof(ShuffleService).Assembly,
        [("GET", "/"), ("GET", "/mapOutput"), ("GET", "/mapOutput?job={jobid}&reduce={reduce}&map={attemptid}")],
        ["job", "reduce", "map", "keepAlive"]);

    /// <summary>Servers whose pages and resources are looked for in their code.</summary>
    public static IReadOnlyList<RestPaths> Searched => [NameNode, ResourceManager, NodeManager, History];

    /// <summary>The path with everything in it that is there.</summary>
    /// <param name="template">With <c>{name}</c> where an id stands.</param>
    /// <param name="ids">What stands there.</param>
    public static string Good(string template, IReadOnlyDictionary<string, string> ids) =>
        string.Join('/', template.Split('/').Select(part => Filled(part, ids)));

    /// <summary>Names of what stands in a path.</summary>
    public static IEnumerable<string> IdsOf(string template)
    {
        for (var at = template.IndexOf('{', StringComparison.Ordinal); at >= 0; at = template.IndexOf('{', at + 1))
        {
            yield return template[(at + 1)..template.IndexOf('}', at)];
        }
    }

    private static string Filled(string part, IReadOnlyDictionary<string, string> ids)
    {
        foreach (var name in IdsOf(part).ToList())
        {
            Assert.True(
                ids.TryGetValue(name, out var id), $"nobody says what stands for {{{name}}}: give the test's server a value for it");
            part = part.Replace($"{{{name}}}", id, StringComparison.Ordinal);
        }

        return part;
    }

    private static RestPaths Of(Assembly server, string[] pages)
    {
        var resources = RestTables.Of(server).SelectMany(static t => t.All.Select(r => (r.Method, $"{t.Root}/{r.Template}".TrimEnd('/'))));
        var read = ServedTexts.Parameters(server).Concat(ServedTexts.Parameters(typeof(RestRoutes).Assembly));
        return new RestPaths(
            server,
            [.. resources, .. pages.Concat(s_nobody).Select(static p => ("GET", p))],
            [.. read.Concat(s_unread).Distinct(StringComparer.Ordinal)]);
    }
}
