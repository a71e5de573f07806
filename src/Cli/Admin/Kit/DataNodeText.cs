using System.Globalization;
using Hathi.Cli.Kit;
using Hathi.Cli.Kit.Text;
using Hathi.Hdfs.Client;

namespace Hathi.Cli.Admin.Kit;

/// <summary>A DataNode in words. Source: Apache <c>DatanodeInfo.getDatanodeReport</c>.</summary>
internal static class DataNodeText
{
    private const string DefaultRack = "/default-rack";

    /// <summary>ip:port of its data transfer.</summary>
    public static string Name(DataNodeReport node) => string.Create(CultureInfo.InvariantCulture, $"{node.Address}:{node.TransferPort}");

    public static string AdminState(DataNodeAdminState state) => state switch
    {
        DataNodeAdminState.DecommissionInProgress => "Decommission In Progress",
        DataNodeAdminState.Decommissioned => "Decommissioned",
        DataNodeAdminState.EnteringMaintenance => "Entering Maintenance",
        DataNodeAdminState.InMaintenance => "In Maintenance",
        _ => "In Service",
    };

    /// <summary>All that the NameNode knows of it.</summary>
    /// <param name="node">Which.</param>
    /// <param name="hostName">What the name service calls its address.</param>
    /// <param name="to">Where it is printed.</param>
    public static void Write(DataNodeReport node, string hostName, ShellWriter to)
    {
        to.Line($"Name: {Name(node)} ({hostName})");
        to.Line($"Hostname: {node.HostName}");
        if (node.Rack != DefaultRack)
        {
            to.Line($"Rack: {node.Rack}");
        }

        to.Line($"Decommission Status : {DecommissionStatus(node.State)}");
        Size(to, "Configured Capacity", node.Capacity);
        Size(to, "DFS Used", node.Used);
        Size(to, "Non DFS Used", node.NonDfsUsed);
        Size(to, "DFS Remaining", node.Remaining);
        Percent(to, "DFS Used%", node.Used, node.Capacity, whenEmpty: 100);
        Percent(to, "DFS Remaining%", node.Remaining, node.Capacity, whenEmpty: 0);
        Size(to, "Configured Cache Capacity", node.CacheCapacity);
        Size(to, "Cache Used", node.CacheUsed);
        Size(to, "Cache Remaining", node.CacheCapacity - node.CacheUsed);
        Percent(to, "Cache Used%", node.CacheUsed, node.CacheCapacity, whenEmpty: 100);
        Percent(to, "Cache Remaining%", node.CacheCapacity - node.CacheUsed, node.CacheCapacity, whenEmpty: 0);
        to.Line(string.Create(CultureInfo.InvariantCulture, $"Xceivers: {node.Transfers}"));
        to.Line($"Last contact: {Times.Java(node.LastContact)}");
        to.Line($"Last Block Report: {(node.LastBlockReport == 0 ? "Never" : Times.Java(node.LastBlockReport))}");
        to.Line(string.Create(CultureInfo.InvariantCulture, $"Num of Blocks: {node.BlockCount}"));
    }

    /// <summary>A number of bytes, exact and for people.</summary>
    public static void Size(ShellWriter to, string what, long bytes) =>
        to.Line(string.Create(CultureInfo.InvariantCulture, $"{what}: {bytes} ({HumanSize.Describe(bytes)})"));

    private static void Percent(ShellWriter to, string what, long part, long whole, int whenEmpty) =>
        to.Line($"{what}: {JavaDecimals.Format(whole <= 0 ? whenEmpty : part * 100.0f / whole, 2)}%");

    private static string DecommissionStatus(DataNodeAdminState state) => state switch
    {
        DataNodeAdminState.Decommissioned => "Decommissioned",
        DataNodeAdminState.DecommissionInProgress => "Decommission in progress",
        DataNodeAdminState.InMaintenance => "In maintenance",
        DataNodeAdminState.EnteringMaintenance => "Entering maintenance",
        _ => "Normal",
    };
}
