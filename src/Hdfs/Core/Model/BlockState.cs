namespace Hathi.Hdfs.Core.Model;

/// <summary>Life of a block as the NameNode sees it (HdfsServerConstants.BlockUCState).</summary>
public enum BlockState : byte
{
    /// <summary>Being written: length and replicas are known to the writer only.</summary>
    UnderConstruction = 0,

    /// <summary>Lease recovery has asked a DataNode to agree on a length.</summary>
    UnderRecovery = 1,

    /// <summary>The writer has given its final length; not yet enough replicas have reported it.</summary>
    Committed = 2,

    /// <summary>Final: at least the minimum of replicas hold it.</summary>
    Complete = 3,
}
