using Hathi.Hdfs.Core.Blocks.Membership;
using Hathi.Hdfs.Core.Blocks.State;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.Blocks.Reports;

/// <summary>
/// Errors that DataNodes tell of: a line in the log each, and a node that has no volume left is lost (NameNodeRpcServer.errorReport).
/// </summary>
internal sealed class ErrorReports(ClusterState state, NodeMembership membership)
{
    private readonly ClusterState _state = state;
    private readonly NodeMembership _membership = membership;

    /// <summary>One error.</summary>
    /// <exception cref="HdfsFault">
    /// Its node may not report; or, where it would be lost by it, is not known to be the one that calls.
    /// </exception>
    public void Note(ErrorReport error)
    {
        _membership.Find(error.From);
        _state.Notes.Add($"DataNode {error.From.Id.HostName} reports {error.Code}: {error.Message}");
        if (error.Code == DataNodeErrorCode.FatalDiskError)
        {
            _membership.Die(_membership.Require(error.From, "error report"), "it has no volume left");
        }
    }
}
