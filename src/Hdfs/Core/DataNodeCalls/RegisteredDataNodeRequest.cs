using Hathi.Hdfs.Core.NameNode;

namespace Hathi.Hdfs.Core.DataNodes;

/// <summary>A call that only a registered DataNode may make.</summary>
public abstract class RegisteredDataNodeRequest : DataNodeRequest
{
    /// <summary>Who calls.</summary>
    public required DataNodeRegistration From { get; init; }
}
