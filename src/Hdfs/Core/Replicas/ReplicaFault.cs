namespace Hathi.Hdfs.Core.Replicas;

/// <summary>Why a DataNode refuses. The shell maps each to a Java exception class or to a DataTransferProtocol status.</summary>
public enum ReplicaError
{
    /// <summary>No such replica here, or not in the state or generation that was asked for.</summary>
    NotFound,

    /// <summary>A replica of this block is here already.</summary>
    AlreadyExists,

    /// <summary>A recovery with a higher id is under way.</summary>
    RecoveryInProgress,

    /// <summary>The request does not fit the replica: lengths, generation stamps, a writer that was replaced.</summary>
    Mismatch,

    /// <summary>The replica is older than what is asked for: of no use to anybody.</summary>
    Outdated,

    /// <summary>What there is of it is still being read, and is told once it has been: not silence, however long it takes.</summary>
    StillRead,

    /// <summary>No volume has room for the block.</summary>
    OutOfSpace,

    /// <summary>A part of the protocol that is not served.</summary>
    Unsupported,
}

/// <summary>The DataNode refuses: thrown before anything has changed.</summary>
/// <param name="error">The kind of refusal.</param>
/// <param name="message">Block, what was expected and what is there.</param>
public sealed class ReplicaFault(ReplicaError error, string message) : Exception(message)
{
    public ReplicaError Error { get; } = error;
}
