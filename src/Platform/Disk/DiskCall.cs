using Hathi.Base;
using Hathi.Platform.Native;

namespace Hathi.Platform.Disk;

/// <summary>Calls of .NET and of the system, whose failures become <see cref="DiskException"/>.</summary>
internal static class DiskCall
{
    internal static T Read<T>(string path, Func<T> call)
    {
        try
        {
            return call();
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            throw ReadFailed(path, e);
        }
    }

    internal static void Change(string path, Action call)
    {
        try
        {
            call();
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            throw ChangeFailed(path, e);
        }
    }

    internal static DiskException ReadFailed(string path, Exception e) =>
        e as DiskException ?? DiskException.OfRead(DiskFaults.KindOf(e), path, e.Message, e);

    internal static DiskException ChangeFailed(string path, Exception e) =>
        e as DiskException ?? DiskException.OfChange(DiskFaults.KindOf(e), path, e.Message, e);

    /// <param name="path">Of what.</param>
    /// <param name="call">Which call.</param>
    /// <param name="error">errno.</param>
    internal static DiskException ChangeFailed(string path, string call, int error) =>
        DiskException.OfChange(DiskFaults.KindOf(error), path, $"{call} of {path} failed: {ErrorNumber.Message(error)}.", null);
}
