using Hathi.Base;

namespace Hathi.Yarn.NodeManager;

/// <summary>Removes directories of ended containers and applications behind the scenes, after a delay where one is asked for. Safe from any thread.</summary>
internal sealed class DirectoryRemover(TimeSpan delay, INodeLog log) : IDisposable
{
    /// <summary>Removals at once: each is a walk over a tree on a disk that containers also use.</summary>
    private const int AtOnce = 4;

    private readonly SemaphoreSlim _turns = new(AtOnce);
    private readonly CancellationTokenSource _ending = new();
    private int _waiting;

    /// <summary>Removals that were ordered and are not over.</summary>
    internal int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Removes a directory tree later; nothing when it is not there.</summary>
    internal void Remove(string directory) => Remove(directory, Task.CompletedTask);

    /// <summary>Removes a directory tree when something else has been done; never, where that fails.</summary>
    internal void Remove(string directory, Task after)
    {
        Interlocked.Increment(ref _waiting);
        _ = RemoveAsync(directory, after);
    }

    /// <summary>Removes a tree now. Links in it are removed, not followed.</summary>
    /// <returns>Whether it is gone.</returns>
    internal bool RemoveNow(string directory)
    {
        try
        {
            if (Directory.Exists(directory))
            {
                RemoveTree(directory);
            }

            return true;
        }
        catch (Exception e) when (DiskFaults.KindOf(e) == DiskFault.Gone)
        {
            return true;
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            log.Warn("nodemanager", $"{directory} was not removed: {e.Message}", null);
            return false;
        }
    }

    public void Dispose()
    {
        _ending.Cancel();
        _ending.Dispose();
    }

    private static void RemoveTree(string directory)
    {
        try
        {
            Directory.Delete(directory, recursive: true);
        }
        catch (Exception e) when (DiskFaults.Is(e) && DiskFaults.KindOf(e) is DiskFault.Permission or DiskFault.Other && !OperatingSystem.IsWindows())
        {
            // No permission in one of its directories, or too deep for a path.
            TreeRemoval.Remove(directory);
        }
    }

    private async Task RemoveAsync(string directory, Task after)
    {
        try
        {
            await after.ConfigureAwait(false);
            if (delay > TimeSpan.Zero)
            {
                await Task.Delay(delay, _ending.Token).ConfigureAwait(false);
            }

            await _turns.WaitAsync(_ending.Token).ConfigureAwait(false);
            try
            {
                await Task.Run(() => RemoveNow(directory)).ConfigureAwait(false);
            }
            finally
            {
                _turns.Release();
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException || after.IsFaulted)
        {
            // The node ends, or keeps nothing any more; a restart finds what is left.
        }
        catch (Exception e)
        {
            log.Error("nodemanager", $"{directory} was not removed; a restart finds it", e);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}
