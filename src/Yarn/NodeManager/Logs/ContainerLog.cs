namespace Hathi.Yarn.NodeManager.Logs;

/// <summary>Where a container's log files are on this node.</summary>
/// <param name="Id"><c>container_…</c>.</param>
/// <param name="User">Whose it is.</param>
/// <param name="Directory">Its log directory; null: it has none yet.</param>
/// <param name="IsDone">Whether it has ended: the files are whole.</param>
internal sealed record ContainerLog(string Id, string User, string? Directory, bool IsDone);
