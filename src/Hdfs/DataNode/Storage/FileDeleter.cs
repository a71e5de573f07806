using System.Threading.Channels;
using Hathi.Base;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>Deletes files in the background, one after the other: unlinking a large file takes the file system a while.</summary>
internal sealed class FileDeleter : IDisposable
{
    /// <summary>Files waiting; when there are more, whoever deletes does it itself.</summary>
    private const int MaxWaiting = 10_000;

    private readonly Channel<string> _waiting = Channel.CreateBounded<string>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    private readonly INodeLog _log;
    private readonly Task _worker;

    internal FileDeleter(INodeLog log)
    {
        _log = log;
        _worker = Task.Run(Work);
    }

    internal void Delete(string path)
    {
        if (!_waiting.Writer.TryWrite(path))
        {
            DeleteNow(path);
        }
    }

    /// <summary>Returns when everything that was waiting is deleted.</summary>
    public void Dispose()
    {
        _waiting.Writer.TryComplete();
        _worker.Wait();
    }

    private async Task Work()
    {
        await foreach (var path in _waiting.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            DeleteNow(path);
        }
    }

    private void DeleteNow(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _log.Warn("storage", $"Cannot delete {path}; it is deleted at the next start", e);
        }
    }
}
