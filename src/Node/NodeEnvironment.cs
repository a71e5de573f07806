using Hathi.Hadoop.Conf;

namespace Hathi.Node;

/// <summary>
/// Variables that the node gives to every container: <c>yarn.nodemanager.admin-env</c>, a list of NAME=VALUE, and
/// <c>yarn.nodemanager.admin-env.NAME</c>, whose value may hold commas.
/// </summary>
internal static class NodeEnvironment
{
    private const string Key = "yarn.nodemanager.admin-env";
    private const string Otherwise = "MALLOC_ARENA_MAX=$MALLOC_ARENA_MAX";

    /// <summary>Reads them; what is no NAME=VALUE is passed over, as by Apache's (Apps.VARVAL_SPLITTER).</summary>
    public static IReadOnlyDictionary<string, string> Read(Configuration conf)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in conf.GetStrings(Key) is { Count: > 0 } set ? set : [Otherwise])
        {
            var equals = entry.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                variables[entry[..equals].Trim()] = entry[(equals + 1)..].Trim();
            }
        }

        foreach (var (name, _) in conf.All().Where(static p => p.Key.StartsWith(Key + ".", StringComparison.Ordinal)))
        {
            variables[name[(Key.Length + 1)..]] = conf.Get(name)!;
        }

        return variables;
    }
}
