using Hathi.Ring.Protocol;

namespace Hathi.Cli.Cql.Session;

/// <summary>The names that CQL's users have for consistency levels.</summary>
internal static class ConsistencyNames
{
    private static readonly string[] s_names =
    [
        "ANY", "ONE", "TWO", "THREE", "QUORUM", "ALL", "LOCAL_QUORUM", "EACH_QUORUM", "SERIAL", "LOCAL_SERIAL", "LOCAL_ONE",
    ];

    public static string Of(Consistency level) => s_names[(int)level];

    /// <summary>The level of a name, small or large; null: there is none.</summary>
    public static Consistency? Find(string name)
    {
        var at = Array.IndexOf(s_names, name.ToUpperInvariant());
        return at >= 0 ? (Consistency)at : null;
    }
}
