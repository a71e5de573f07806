namespace Hathi.Hdfs.Core.DataNodeCalls;

/// <summary>State of a replica on its DataNode by Apache's ReplicaStateProto numbers.</summary>
public enum ReplicaState : byte
{
    Finalized = 0,

    /// <summary>RBW: being written to.</summary>
    BeingWritten = 1,

    /// <summary>RWR: left over from a crash, waits to be recovered.</summary>
    WaitingToBeRecovered = 2,

    /// <summary>RUR: a recovery is under way.</summary>
    UnderRecovery = 3,

    /// <summary>Made by a transfer that is not finished; never reported in full reports.</summary>
    Temporary = 4,
}
