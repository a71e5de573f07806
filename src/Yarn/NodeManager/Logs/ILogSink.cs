using Hathi.Yarn.NodeManager.State;

namespace Hathi.Yarn.NodeManager.Logs;

/// <summary>Where the logs of an ended application go.</summary>
internal interface ILogSink
{
    /// <summary>All containers have ended: takes their logs and removes them from this node, now or later.</summary>
    /// <exception cref="OperationCanceledException">This node ends before they are taken.</exception>
    Task TakeAsync(Application application);
}
