using Hathi.Yarn.NodeManager.State;
using Hathi.Yarn.NodeManager.Storage;
using Microsoft.Extensions.Logging;

namespace Hathi.Yarn.NodeManager.Logs;

/// <summary>Logs stay on the node for a while, then they are removed. Source: NonAggregatingLogHandler.</summary>
internal sealed class LocalLogs(NodeDirectories directories, TimeSpan retention, ILogger log) : ILogSink, IDisposable
{
    private readonly DirectoryRemover _remover = new(directories.RootOf, retention, log);

    public async Task TakeAsync(Application application)
    {
        await StaleLogs.StayAsync(directories, application.Text).ConfigureAwait(false); // for who comes after a restart
        foreach (var directory in directories.AllLogs)
        {
            _remover.Remove(Path.Join(directory, application.Text));
        }
    }

    public void Dispose() => _remover.Dispose();
}
