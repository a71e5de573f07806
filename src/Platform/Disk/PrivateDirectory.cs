namespace Hathi.Platform.Disk;

/// <summary>Directories that other users of the machine must not look into: keys, tokens, block files (0700, as Apache's daemons make theirs).</summary>
public static class PrivateDirectory
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Makes it, with its missing parents, or closes one that is there.</summary>
    /// <returns>False: it is there and belongs to somebody else, so that its mode stays what it is.</returns>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static bool Make(string path)
    {
        RealDisk.Instance.CreateDirectory(path);
        if (OperatingSystem.IsWindows())
        {
            return true;
        }

        try
        {
            File.SetUnixFileMode(path, OwnerOnly);
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }
}
