namespace Hathi.Platform;

/// <summary>
/// Which part of a node speaks, by the id of its event: each file of events has a hundred ids of its own. They only grow, for people look
/// for them; so a range that has come free stays free.
/// </summary>
public static class LogAreas
{
    /// <summary>Ids of one file of events.</summary>
    public const int RangeLength = 100;

    /// <summary>
    /// The value by which an event of <see cref="OfCaller"/> names its area: a parameter of its method, which need not stand in the text.
    /// </summary>
    private const string AreaValue = "area";

    /// <summary>The area of what serves several systems: each event says whose line it is.</summary>
    public const string OfCaller = "";

    /// <summary>By the first id of a range: the class of its events, and the area as it stands in a line.</summary>
    public static IReadOnlyDictionary<int, (string Events, string Area)> Ranges { get; } = new Dictionary<int, (string, string)>
    {
        [1000] = ("Hathi.Node.NodeEventsLog", "node"),
        [1100] = ("Hathi.Node.NameNodeSettingsLog", "namenode"),
        [1200] = ("Hathi.Node.NodeListsLog", "resourcemanager"),
        [1300] = ("Hathi.Engine.EngineLog", OfCaller),
        [1400] = ("Hathi.Hadoop.Conf.HostsLog", OfCaller),
        [2000] = ("Hathi.Hadoop.Rpc.RpcLog", "rpc"),
        [2100] = ("Hathi.Hadoop.Rpc.Users.GroupsLog", "groups"),
        [2200] = ("Hathi.Web.WebLog", "http"),
        [3000] = ("Hathi.Hdfs.NameNode.Events.NameNodeLog", "namenode"),
        [4000] = ("Hathi.Hdfs.DataNode.Events.DataNodeLog", "datanode"),
        [4100] = ("Hathi.Hdfs.DataNode.Events.StorageLog", "storage"),
        [4200] = ("Hathi.Hdfs.DataNode.Events.TransferLog", "transfer"),
        [4300] = ("Hathi.Hdfs.DataNode.Events.RecoveryLog", "recovery"),
        [4400] = ("Hathi.Hdfs.DataNode.Events.ScannerLog", "scanner"),
        [5000] = ("Hathi.Yarn.ResourceManager.Events.ResourceManagerLog", "resourcemanager"),
        [6000] = ("Hathi.Yarn.NodeManager.Events.NodeManagerLog", "nodemanager"),
        [6100] = ("Hathi.Yarn.NodeManager.Events.ContainersLog", "container"),
        [6200] = ("Hathi.Yarn.NodeManager.Events.LocalizerLog", "localizer"),
        [6300] = ("Hathi.Yarn.NodeManager.Events.LogFilesLog", "logs"),
        [6400] = ("Hathi.Yarn.NodeManager.Events.HealthLog", "health"),
        [6500] = ("Hathi.Yarn.NodeManager.Events.DisksLog", "disks"),
        [6600] = ("Hathi.Yarn.NodeManager.Events.MonitorLog", "monitor"),
        [6700] = ("Hathi.Yarn.NodeManager.Events.CgroupsLog", "cgroups"),
        [7000] = ("Hathi.MapReduce.History.Events.HistoryLog", "history"),
        [7100] = ("Hathi.MapReduce.Shuffle.Serve.ShuffleLog", "shuffle"),
        [9000] = ("Hathi.Ring.Node.Events.RingLog", "ring"),
    };

    /// <summary>Who speaks.</summary>
    /// <param name="eventId">Of the event.</param>
    /// <param name="values">Of the event, as generated methods give them to a logger.</param>
    /// <returns>"?" for an event that is in no range, or does not say whose it is.</returns>
    public static string Of(int eventId, object? values)
    {
        var area = Ranges.TryGetValue(eventId - (eventId % RangeLength), out var range) ? range.Area : "?";
        return area == OfCaller ? Named(values) ?? "?" : area;
    }

    private static string? Named(object? values)
    {
        foreach (var (name, value) in values as IReadOnlyList<KeyValuePair<string, object?>> ?? [])
        {
            if (name.Equals(AreaValue, StringComparison.OrdinalIgnoreCase))
            {
                return value as string;
            }
        }

        return null;
    }
}
