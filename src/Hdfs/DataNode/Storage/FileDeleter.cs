using System.Threading.Channels;
using Hathi.Base;
using Hathi.Hdfs.DataNode.Events;
using Microsoft.Extensions.Logging;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>
/// Deletes files of a volume in the background, one after the other: unlinking a large file takes the file system a while.
/// </summary>
internal sealed class FileDeleter
{
    private readonly Channel<(IDisk Disk, string Path)>? _waiting;
    private readonly ILogger _log;
    private readonly Action<DiskException> _failed;
    private readonly Task _worker;

    /// <param name="log">Where trouble is told.</param>
    /// <param name="maxWaiting">Files waiting; when there are more, whoever deletes does it itself. 0: always.</param>
    /// <param name="failed">Hears of files that cannot be deleted.</param>
    internal FileDeleter(ILogger log, int maxWaiting, Action<DiskException> failed)
    {
        _failed = failed;
        _log = log;
        _waiting = maxWaiting == 0
            ? null
            : Channel.CreateBounded<(IDisk Disk, string Path)>(new BoundedChannelOptions(maxWaiting) { SingleReader = true });
        _worker = _waiting is null ? Task.CompletedTask : Task.Run(() => Work(_waiting.Reader));
    }

    internal void Delete(IDisk disk, string path)
    {
        if (_waiting?.Writer.TryWrite((disk, path)) is not true)
        {
            DeleteNow(disk, path);
        }
    }

    /// <summary>Takes no more; completes when everything that was waiting is deleted.</summary>
    internal Task End()
    {
        _waiting?.Writer.TryComplete();
        return _worker;
    }

    private async Task Work(ChannelReader<(IDisk Disk, string Path)> waiting)
    {
        await foreach (var (disk, path) in waiting.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                DeleteNow(disk, path);
            }
            catch (Exception e)
            {
                _log.DeletingFailed(e, path);
            }
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
            _log.FileLeftToStart(path, e.Message);
            _failed(e);
        }
    }
}
