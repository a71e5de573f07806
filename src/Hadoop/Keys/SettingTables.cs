namespace Hathi.Hadoop.Keys;

/// <summary>All tables, in the order of the reference.</summary>
public static class SettingTables
{
    /// <summary>Each touches its table: for tests and tools, not for a start.</summary>
    public static IReadOnlyList<SettingTable> All =>
    [
        HdfsKeys.Table, NameNodeKeys.Table, DataNodeKeys.Table, ClientKeys.Table,
        YarnKeys.Table, ResourceManagerKeys.Table, QueueKeys.Table, NodeManagerKeys.Table,
        MapReduceKeys.Table, TaskKeys.Table, HistoryKeys.Table, RingKeys.Table, RpcKeys.Table, NodeProcessKeys.Table,
    ];
}
