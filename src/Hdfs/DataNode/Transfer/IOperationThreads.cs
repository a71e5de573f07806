namespace Hathi.Hdfs.DataNode.Transfer;

/// <summary>Runs operations, one thread each. Safe from any thread.</summary>
internal interface IOperationThreads
{
    /// <summary>Operations that run now.</summary>
    int ActiveOperations { get; }

    /// <summary>Runs something on one of the operations' threads.</summary>
    /// <returns>False: as many run as are allowed.</returns>
    bool TryRun(Action job);
}
