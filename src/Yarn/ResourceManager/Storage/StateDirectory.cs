using Hathi.Base;
using Hathi.Log;

namespace Hathi.Yarn.ResourceManager.Storage;

/// <summary>
/// Where a ResourceManager keeps its log. Unlike a name space, which is made on purpose, it is made when it is not there: what it holds
/// can be submitted again.
/// </summary>
internal static class StateDirectory
{
    /// <exception cref="LogCorruptException">The log is damaged; nothing was changed.</exception>
    /// <exception cref="DiskLockedException">Another ResourceManager has it open.</exception>
    public static DurableLog OpenLog(IDisk disk, string path) =>
        DurableLog.OpenOrCreate(disk, Path.Combine(path, "edits"), DurableLogOptions.Default);
}
