namespace Hathi.Hdfs.Core.Model;

/// <summary>What can happen to a NameNode. Immutable once handed over.</summary>
public abstract class NameNodeInput;

/// <summary>A call of a client protocol. One subclass an operation, in the operation's own file under Operations/.</summary>
public abstract class ClientRequest : NameNodeInput
{
    public required Caller Caller { get; init; }
}

/// <summary>
/// A call that asks where the blocks of files are, which may take more than one step: kept from its place by no call that walks trees.
/// </summary>
public interface ILocating;

/// <summary>A call in the name of a holder of leases. One in the NameNode's own name is refused before its operation runs.</summary>
public abstract class HolderRequest : ClientRequest
{
    /// <summary>Holder of the lease, as the client names itself.</summary>
    public required string ClientName { get; init; }
}

/// <summary>A call of DatanodeProtocol. Subclasses are in DataNodeCalls/.</summary>
public abstract class DataNodeRequest : NameNodeInput;

/// <summary>
/// Time has passed: leases, heartbeats, replication, safe mode are looked at. The shell sends one a second, and two a heartbeat where
/// DataNodes send theirs more often than every two seconds.
/// </summary>
public sealed class Tick : NameNodeInput;

/// <summary>
/// The next piece of what takes more than one step: calls that were put off, the freeing of deleted trees, the blocks of lost nodes. To be
/// stepped, between other inputs, as long as the Core says that it has background work.
/// </summary>
public sealed class NextPiece : NameNodeInput;
