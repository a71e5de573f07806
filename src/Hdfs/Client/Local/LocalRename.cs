using Hathi.Base;
using Hathi.Platform.Native;

namespace Hathi.Hdfs.Client.Local;

/// <summary>Renames over what is there, which .NET does for files only.</summary>
internal static class LocalRename
{
    internal static void Over(string source, string target)
    {
        switch (FileCalls.Rename(source, target))
        {
            case 0:
                return;
            case var error when error == ErrorNumber.NotEmpty:
                throw HdfsException.Of($"rename destination directory is not empty: {target}");
            case ErrorNumber.NotPermitted or ErrorNumber.AccessDenied:
                throw new AccessControlException($"Permission denied: {target}", null);
            case var other:
                throw new EnvironmentException($"Failed to rename {source} to {target}: the file system answers with error {other}");
        }
    }
}
