namespace Hathi.Node;

/// <summary>A role that was started on this node.</summary>
/// <param name="Name">As in <c>hathi.node.roles</c>.</param>
/// <param name="Leads">Others depend on it: where it ends, the node ends. A worker ends alone.</param>
/// <param name="Server">Ends it when disposed.</param>
/// <param name="Serves">Completes once it serves; fails or is cancelled when it ends before.</param>
/// <param name="Ends">Completes when it has ended by itself; fails when it cannot go on.</param>
internal sealed record RunningRole(string Name, bool Leads, IAsyncDisposable Server, Task Serves, Task Ends)
{
    /// <summary>A worker that could not start, beside roles that can.</summary>
    public static RunningRole NotStarted(string name, Exception why) =>
        new(name, Leads: false, new Nothing(), Task.FromException(why), Task.FromException(why));

    private sealed class Nothing : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
