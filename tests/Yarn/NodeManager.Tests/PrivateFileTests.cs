using Hathi.Yarn.NodeManager.Storage;

namespace Hathi.Yarn.NodeManager.Tests;

/// <summary>
/// Tokens and scripts of containers lie where others of the machine may look, and where a container may have been before.
/// </summary>
public sealed class PrivateFileTests : IDisposable
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _root = Directory.CreateTempSubdirectory("hathi-private-").FullName;

    private string Path => System.IO.Path.Join(_root, "file");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Nobody_but_its_owner_may_read_it()
    {
        PrivateFile.Write(Path, "tokens"u8);
        Assert.Equal("tokens", File.ReadAllText(Path));
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(Path) == Owner);
        PrivateFile.WriteScript(Path, "exit");
        Assert.Equal("exit", File.ReadAllText(Path));
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(Path) == (Owner | UnixFileMode.UserExecute));
    }

    [Fact]
    public void What_was_put_in_its_place_is_not_written_through()
    {
        var other = System.IO.Path.Join(_root, "other");
        File.WriteAllText(other, "of another");
        File.CreateSymbolicLink(Path, other);
        PrivateFile.Write(Path, "tokens"u8);
        Assert.Equal("of another", File.ReadAllText(other));
        Assert.Null(new FileInfo(Path).LinkTarget);
        Assert.Equal("tokens", File.ReadAllText(Path));
    }
}
