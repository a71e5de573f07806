using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.DataNodeCalls;

/// <summary>A call that only a registered DataNode may make.</summary>
public abstract class RegisteredDataNodeRequest : DataNodeRequest
{
    /// <summary>Who calls.</summary>
    public required DataNodeRegistration From { get; init; }
}
