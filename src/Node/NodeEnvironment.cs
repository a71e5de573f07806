using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Keys;

namespace Hathi.Node;

/// <summary>
/// Variables that the node gives to every container: <c>yarn.nodemanager.admin-env</c>, a list of NAME=VALUE, and
/// <c>yarn.nodemanager.admin-env.NAME</c>, whose value may hold commas.
/// </summary>
internal static class NodeEnvironment
{
    private static readonly string s_prefix = NodeManagerKeys.AdminEnvironment.Name + ".";

    /// <summary>Reads them; what is no NAME=VALUE is passed over, as by Apache's (Apps.VARVAL_SPLITTER).</summary>
    public static IReadOnlyDictionary<string, string> Read(Configuration conf)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        var told = conf.Get(NodeManagerKeys.AdminEnvironment);
        foreach (var entry in told.Count > 0 ? told : NodeManagerKeys.AdminEnvironment.Default)
        {
            var equals = entry.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                variables[entry[..equals].Trim()] = entry[(equals + 1)..].Trim();
            }
        }

        foreach (var (name, _) in conf.All().Where(static p => p.Key.StartsWith(s_prefix, StringComparison.Ordinal)))
        {
            variables[name[s_prefix.Length..]] = conf.Get(name)!;
        }

        return variables;
    }
}
