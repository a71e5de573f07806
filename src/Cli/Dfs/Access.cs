using System.Runtime.InteropServices;
using Hathi.Hdfs.Client;

namespace Hathi.Cli.Dfs;

/// <summary>Whether the user may do something with a path.</summary>
internal static partial class Access
{
    public const int Read = 4;
    public const int Write = 2;

    /// <summary>Asks whoever keeps the file.</summary>
    public static async ValueTask<bool> IsAllowedAsync(Shell shell, PathItem item, int action)
    {
        if (item.FileSystem is LocalFileSystem)
        {
            return OperatingSystem.IsWindows() || Ask(item.Path, action) == 0;
        }

        try
        {
            var status = await item.FileSystem.GetFileStatusAsync(item.Path, shell.Cancellation).ConfigureAwait(false);
            return status is not null;
        }
        catch (AccessControlException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Ask(string path, int mode);
}
