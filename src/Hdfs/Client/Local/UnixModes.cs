using Microsoft.Win32.SafeHandles;

namespace Hathi.Hdfs.Client.Local;

/// <summary>Permission bits of local files, where the operating system has them.</summary>
internal static class UnixModes
{
    internal static void Set(SafeFileHandle file, int mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, (UnixFileMode)mode);
        }
    }

    internal static void Set(string path, int mode)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException($"{path}: this operating system has no permission bits.");
        }

        File.SetUnixFileMode(path, (UnixFileMode)mode);
    }

    internal static void CreateDirectory(string path, int mode)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, (UnixFileMode)mode);
        }
    }
}
