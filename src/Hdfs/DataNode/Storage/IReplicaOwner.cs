using System.Net;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>Whoever writes to a replica. The replica map knows it by identity.</summary>
internal interface IReplicaOwner
{
    /// <summary>Whose claim it is how long the replica will become; null: the node's own.</summary>
    IPAddress? Claimant => null;

    /// <summary>Asks it to end because another takes over; returns at once. Called from another thread.</summary>
    void Stop();
}
