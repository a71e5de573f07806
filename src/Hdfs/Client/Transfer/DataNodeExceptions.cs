using Hathi.Base;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.Client.Transfer;

/// <summary>A DataNode could not be reached, fell silent or cut the connection: the environment failed, another replica may do.</summary>
internal class DataNodeException(string message, Exception? inner) : EnvironmentException(message, inner);

/// <summary>A DataNode refused an operation.</summary>
internal sealed class DataNodeRefusedException(string message, Status status, string firstBadLink) : DataNodeException(message, null)
{
    internal Status Status { get; } = status;

    /// <summary>ip:port of the node of a pipeline that failed, when it was not the one asked; "" otherwise.</summary>
    internal string FirstBadLink { get; } = firstBadLink;
}

/// <summary>What a DataNode sent does not fit its checksums.</summary>
internal sealed class BlockChecksumException(string message) : DataNodeException(message, null);
