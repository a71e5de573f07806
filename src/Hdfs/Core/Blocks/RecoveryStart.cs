namespace Hathi.Hdfs.Core.Blocks;

/// <summary>What has become of the wish to recover a block.</summary>
public enum RecoveryStart
{
    /// <summary>A DataNode will be told to lead it.</summary>
    Begun,

    /// <summary>Nothing was changed: nodes that may hold what is missing have yet to report, or to come back.</summary>
    WaitsForReports,

    /// <summary>Nothing was changed: no node has the block, and everyone who might has reported or had the time to.</summary>
    NobodyHasIt,
}
