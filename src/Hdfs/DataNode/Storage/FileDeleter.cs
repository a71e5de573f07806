using System.Threading.Channels;
using Hathi.Base;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>Deletes files in the background, one after the other: unlinking a large file takes the file system a while.</summary>
internal sealed class FileDeleter : IDisposable
{
    /// <summary>Files waiting; when there are more, whoever deletes does it itself.</summary>
    private const int MaxWaiting = 10_000;

    private readonly Channel<(IDisk Disk, string Path)> _waiting = Channel.CreateBounded<(IDisk Disk, string Path)>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    private readonly INodeLog _log;
    private readonly Action<DiskException> _failed;
    private readonly Task _worker;

    internal FileDeleter(INodeLog log, Action<DiskException> failed)
    {
        _failed = failed;
        _log = log;
        _worker = Task.Run(Work);
    }

    internal void Delete(IDisk disk, string path)
    {
        if (!_waiting.Writer.TryWrite((disk, path)))
        {
            DeleteNow(disk, path);
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
        await foreach (var (disk, path) in _waiting.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            DeleteNow(disk, path);
        }
    }

    private void DeleteNow(IDisk disk, string path)
    {
        try
        {
            disk.Delete(path);
        }
        catch (DiskException e)
        {
            _log.Warn("storage", $"Cannot delete {path}; it is deleted at the next start: {e.Message}", null);
            _failed(e);
        }
    }
}
