using Hathi.Cli.Admin.Actions;
using Hathi.Cli.Admin.Kit;

namespace Hathi.Cli.Admin;

/// <summary>The actions by name.</summary>
internal static class AdminTable
{
    /// <summary>In the order of the usage text.</summary>
    public static string[] Names =>
    [
        "-report", "-safemode", "-saveNamespace", "-rollEdits", "-refreshNodes", "-metasave", "-printTopology", "-listOpenFiles",
        "-refreshServiceAcl", "-refreshUserToGroupsMappings", "-refreshSuperUserGroupsConfiguration",
        "-setBalancerBandwidth", "-getBalancerBandwidth", "-getDatanodeInfo", "-triggerBlockReport", "-shutdownDatanode",
        "-finalizeUpgrade", "-help",
    ];

    /// <returns>A new one, or null when there is none of this name.</returns>
    public static AdminAction? Find(string name) => name switch
    {
        "-report" => new Report(),
        "-safemode" => new Safemode(),
        "-saveNamespace" => new SaveNamespace(),
        "-rollEdits" => new RollEdits(),
        "-refreshNodes" => new RefreshNodes(),
        "-metasave" => new Metasave(),
        "-printTopology" => new PrintTopology(),
        "-listOpenFiles" => new ListOpenFiles(),
        "-refreshUserToGroupsMappings" => new RefreshUserToGroupsMappings(),
        "-refreshSuperUserGroupsConfiguration" => new RefreshSuperUserGroups(),
        "-refreshServiceAcl" => new RefreshServiceAcl(),
        "-setBalancerBandwidth" => new SetBalancerBandwidth(),
        "-getBalancerBandwidth" => new GetBalancerBandwidth(),
        "-getDatanodeInfo" => new GetDatanodeInfo(),
        "-triggerBlockReport" => new TriggerBlockReport(),
        "-shutdownDatanode" => new ShutdownDatanode(),
        "-finalizeUpgrade" => new FinalizeUpgrade(),
        "-help" => new AdminHelp(),
        _ => null,
    };

    /// <summary>Apache's dfsadmin has it, this one not yet.</summary>
    public static bool IsPlanned(string name) =>
        name is "-allowSnapshot" or "-disallowSnapshot" or "-provisionSnapshotTrash" or "-restoreFailedStorage" or "-setQuota"
            or "-clrQuota" or "-setSpaceQuota"
            or "-clrSpaceQuota" or "-rollingUpgrade" or "-upgrade" or "-refreshCallQueue" or "-refresh"
            or "-reconfig" or "-refreshNamenodes" or "-getVolumeReport" or "-deleteBlockPool" or "-fetchImage" or "-evictWriters";
}
