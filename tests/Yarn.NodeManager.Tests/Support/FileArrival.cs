namespace Hathi.Yarn.NodeManager.Tests.Support;

/// <summary>Waits for a file to be moved into place.</summary>
internal static class FileArrival
{
    /// <summary>Completes when a file of this name appears anywhere below the directory, from now on.</summary>
    internal static async Task Of(string directory, string name)
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watcher = new FileSystemWatcher(directory) { IncludeSubdirectories = true, NotifyFilter = NotifyFilters.FileName };
        watcher.Renamed += (_, e) => Look(e.FullPath);
        watcher.Created += (_, e) => Look(e.FullPath);
        watcher.EnableRaisingEvents = true;
        await arrived.Task.WaitAsync(TimeSpan.FromMinutes(2));

        void Look(string path)
        {
            if (Path.GetFileName(path) == name)
            {
                arrived.TrySetResult();
            }
        }
    }
}
