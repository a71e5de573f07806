using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.DataNodeCalls;

/// <summary>
/// registerDatanode. The result is a <see cref="DataNodeRegistration"/>: what was registered, to be answered as it is.
/// Refused: IncorrectVersion (too old), UnregisteredNode (another name space), DisallowedDataNode (not in the include list).
/// </summary>
public sealed class RegisterDataNode : DataNodeRequest, IAsk<DataNodeRegistration>
{
    /// <summary>Who registers; the shell has put the connection's address in.</summary>
    public required DataNodeRegistration Registration { get; init; }

    /// <summary>Network location when the shell resolved one, for example /rack-1; null: looked up in the options' table.</summary>
    public required string? Rack { get; init; }
}
