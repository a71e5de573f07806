namespace Hathi.Node;

/// <summary>A role that was started on this node.</summary>
/// <param name="Server">Ends it when disposed.</param>
/// <param name="Serves">Completes once it serves; fails or is cancelled when it ends before.</param>
/// <param name="Ends">Completes when it has ended by itself; fails when it cannot go on.</param>
internal sealed record RunningRole(IAsyncDisposable Server, Task Serves, Task Ends);
