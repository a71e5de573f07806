namespace Hathi.Hdfs.Core.Blocks;

/// <summary>Which DataNodes, by Apache's DatanodeReportTypeProto numbers.</summary>
public enum DataNodeFilter : byte
{
    All = 1,
    Live = 2,
    Dead = 3,
    Decommissioning = 4,
}
