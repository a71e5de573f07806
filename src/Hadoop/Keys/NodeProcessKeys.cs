namespace Hathi.Hadoop.Keys;

/// <summary>What a node's process is told by who starts it: a lab writes these.</summary>
public static class NodeProcessKeys
{
    /// <summary>All of them.</summary>
    public static SettingTable Table { get; } = new("The process of a node", "Read by hathi node; a lab writes them for each node.");

    /// <summary>Its name.</summary>
    public static readonly Setting<string> Name = Table.Text(
        "hathi.node.name",
        "",
        "The node's name in the log.",
        "Lines in the log are taken for another node's.").OrElse("the machine's name");

    /// <summary>Its address.</summary>
    public static readonly Setting<string> Address = Table.Text(
        "hathi.node.address",
        "",
        "The address that the node's connections come from.",
        "One that the machine does not have: nothing can be reached.").OrElse("the system chooses");

    /// <summary>Its roles.</summary>
    public static readonly Setting<IReadOnlyList<string>> Roles = Table.List(
        "hathi.node.roles",
        [],
        "What it runs: namenode, datanode, resourcemanager, nodemanager, historyserver, ring.",
        "A role that is not named does not run.");

    /// <summary>Where it says which ended.</summary>
    public static readonly Setting<string> EndedFile = Table.PathOf(
        "hathi.node.ended.file",
        "",
        "A file that says which of its roles have ended, and why.",
        "hathi status shows ended roles as running.");
}
