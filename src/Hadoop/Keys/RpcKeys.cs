namespace Hathi.Hadoop.Keys;

/// <summary>What all servers of RPC and HTTP read, and what says who a user is and where a node stands.</summary>
public static class RpcKeys
{
    /// <summary>All of them.</summary>
    public static SettingTable Table { get; } = new("Servers, users and racks", "Read by every daemon at its start (core-site.xml).");

    /// <summary>Bytes of a request.</summary>
    public static readonly Setting<int> MaxDataLength = Table.Whole(
        "ipc.maximum.data.length",
        64 << 20,
        (1024, SettingTable.Any),
        "Bytes that one request to a server may have.",
        "Small: block reports of large nodes and large jobs are refused. Large: a single caller takes so much memory.")
        .WhereApacheHas("134217728");

    /// <summary>Groups are known.</summary>
    public static readonly Setting<long> GroupsSeconds = Table.Long(
        "hadoop.security.groups.cache.secs",
        300,
        (long.MinValue, long.MaxValue),
        "Seconds for which the groups of a user are remembered; less than 0 counts as 0.",
        "Long: who left a group goes on having its rights. Short: every call may start a look-up.");

    /// <summary>That he has none.</summary>
    public static readonly Setting<long> NoGroupsSeconds = Table.Long(
        "hadoop.security.groups.negative-cache.secs",
        30,
        (long.MinValue, long.MaxValue),
        "Seconds for which it is remembered that a user has no groups; 0 and less: not at all.",
        "Long: a new user waits for his rights. 0: made-up users start a look-up each.");

    /// <summary>Looked up in the background.</summary>
    public static readonly Setting<bool> ReloadsGroupsInBackground = Table.Switch(
        "hadoop.security.groups.cache.background.reload",
        false,
        "A call goes on with the groups that were known while they are looked up again.",
        "true: who left a group has its rights for one call more.");

    /// <summary>How many at once.</summary>
    public static readonly Setting<int> GroupLookUps = Table.Whole(
        "hadoop.security.groups.cache.background.reload.threads",
        3,
        (SettingTable.Below, SettingTable.Any),
        "Look-ups of groups at once, 1 to 64; each is a process.",
        "Small: many users at once wait for each other.");

    /// <summary>Who may act for others: from where.</summary>
    public static readonly Setting<IReadOnlyList<string>> ProxyHosts = Table.List(
        "hadoop.proxyuser.<user>.hosts",
        [],
        "From which hosts or networks this user may act for others; * is any.",
        "A gateway is refused; with * it may act from anywhere.");

    /// <summary>For members of which groups.</summary>
    public static readonly Setting<IReadOnlyList<string>> ProxyGroups = Table.List(
        "hadoop.proxyuser.<user>.groups",
        [],
        "For members of which groups; * is any.",
        "A gateway is refused; with * it may act for superusers too.");

    /// <summary>For which users.</summary>
    public static readonly Setting<IReadOnlyList<string>> ProxyUsers = Table.List(
        "hadoop.proxyuser.<user>.users",
        [],
        "For which users; * is any.",
        "A gateway is refused; with * it may act for superusers too.");

    /// <summary>What /conf does not tell.</summary>
    public static readonly Setting<IReadOnlyList<string>> SensitiveKeys = Table.List(
        "hadoop.security.sensitive-config-keys",
        [],
        "Patterns of keys whose values /conf does not tell, and the history server neither.",
        "Passwords are shown on pages that everybody reads.").OrElse("names of secrets, passwords, credentials, tokens");

    /// <summary>Racks.</summary>
    public static readonly Setting<string> RackTable = Table.PathOf(
        "net.topology.table.file.name",
        "",
        "A file with a host or address and its rack a line; what is not in it is on /default-rack.",
        "All replicas of a block may lie on one rack, and be lost with it.");
}
