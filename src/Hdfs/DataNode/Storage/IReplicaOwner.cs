namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>Whoever writes to a replica. The replica map knows it by identity.</summary>
internal interface IReplicaOwner
{
    /// <summary>Asks it to end because another takes over; returns at once. Called from another thread.</summary>
    void Stop();
}
