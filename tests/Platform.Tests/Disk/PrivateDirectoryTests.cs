using Hathi.Platform.Disk;

namespace Hathi.Platform.Tests.Disk;

public sealed class PrivateDirectoryTests
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    [Fact]
    public void New_or_there_already_nobody_else_looks_into_it()
    {
        using var root = new TempDirectory();
        var path = Path.Combine(root.Path, "a", "b");
        Assert.True(RealDisk.Instance.CreatePrivateDirectory(path));
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(path));
        File.SetUnixFileMode(path, OwnerOnly | UnixFileMode.OtherRead);
        Assert.True(RealDisk.Instance.CreatePrivateDirectory(path));
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(path));
    }
}
