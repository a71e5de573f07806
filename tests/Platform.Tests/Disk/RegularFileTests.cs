using System.Diagnostics;
using System.Net.Sockets;
using Hathi.Base;
using Hathi.Platform.Disk;

namespace Hathi.Platform.Tests.Disk;

/// <summary>Whatever somebody has left in the place of a file: it is a file, or it is refused at once.</summary>
public sealed class RegularFileTests : IDisposable
{
    private const string Text = "a number or a log";

    private readonly TempDirectory _directory = new();

    public RegularFileTests()
    {
        Directory.CreateDirectory(_directory["root/a/b"]);
        Directory.CreateDirectory(_directory["out"]);
        File.WriteAllText(_directory["root/a/b/file"], Text);
        File.WriteAllText(_directory["out/file"], "of somebody else");
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_file_is_read()
    {
        Assert.Equal(
            Text, System.Text.Encoding.UTF8.GetString(RegularFile.ReadBelow(_directory["root"], _directory["root/a/b/file"], Text.Length)));
        Assert.True(RegularFile.IsDirectoryBelow(_directory["root"], _directory["root/a/b"]));
        using var file = RegularFile.Open(_directory["root/a/b/file"]);
        Assert.Equal(Text.Length, RandomAccess.GetLength(file));
    }

    [Fact]
    public void The_root_itself_may_be_behind_a_link()
    {
        File.CreateSymbolicLink(_directory["link"], _directory["root"]);
        Assert.NotEmpty(RegularFile.ReadBelow(_directory["link"], _directory["link/a/b/file"], 100));
        Assert.True(RegularFile.IsDirectoryBelow(_directory["link"], _directory["link/a"]));
    }

    [Theory]
    [InlineData("rm -f root/a/b/file; mkfifo root/a/b/file")]
    [InlineData("ln -sf ROOT/out/file root/a/b/file")]
    [InlineData("ln -sf ../../../out/file root/a/b/file")]
    [InlineData("ln -sf file2 root/a/b/file; echo x > root/a/b/file2")]
    [InlineData("ln -sf file root/a/b/file")]
    [InlineData("ln -sf /dev/zero root/a/b/file")]
    [InlineData("ln -sf /dev/null root/a/b/file")]
    [InlineData("rm -r root/a/b; ln -s ROOT/out root/a/b")]
    [InlineData("rm -r root/a; mkdir out/b; cp out/file out/b; ln -s ROOT/out root/a")]
    [InlineData("rm root/a/b/file; mkdir root/a/b/file")]
    [InlineData("rm -r root/a/b; mkfifo root/a/b")]
    [InlineData("rm root/a/b/file")]
    [InlineData("truncate -s 101 root/a/b/file")]
    public void Nothing_else_is(string script)
    {
        Run(script);
        Assert.Throws<DiskException>(() => RegularFile.ReadBelow(_directory["root"], _directory["root/a/b/file"], 100));
    }

    [Fact]
    public void A_socket_is_none()
    {
        File.Delete(_directory["root/a/b/file"]);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(_directory["root/a/b/file"]));
        Assert.Contains(
            "no regular file",
            Assert.Throws<DiskException>(() => RegularFile.OpenBelow(_directory["root"], _directory["root/a/b/file"])).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "no regular file",
            Assert.Throws<DiskException>(() => RegularFile.Open(_directory["root/a/b/file"])).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("out/file")]
    [InlineData("root")]
    [InlineData("rooted/file")]
    [InlineData("root/../out/file")]
    [InlineData("root/a/../../out/file")]
    [InlineData("root/./a/b/file")]
    public void What_does_not_lie_below_is_refused(string path) =>
        Assert.Throws<DiskException>(() => RegularFile.OpenBelow(_directory["root"], _directory.Path + "/" + path));

    [Theory]
    [InlineData("/dev/zero")]
    [InlineData("/dev/null")]
    [InlineData("/")]
    public void A_link_to_what_is_no_file_is_refused(string target)
    {
        File.CreateSymbolicLink(_directory["link"], target);
        Assert.Throws<DiskException>(() => RegularFile.Open(_directory["link"]));
    }

    [Fact]
    public void A_pipe_is_not_waited_for_and_a_link_to_a_file_is_followed_where_no_root_is_named()
    {
        Run("mkfifo pipe; ln -s out/file link");
        Assert.Throws<DiskException>(() => RegularFile.Open(_directory["pipe"]));
        using var file = RegularFile.Open(_directory["link"]);
        Assert.False(file.IsInvalid);
    }

    [Theory]
    [InlineData("12\n", 12)]
    [InlineData("-1\n", -1)]
    [InlineData("143", 143)]
    [InlineData("", null)]
    [InlineData("x\n", null)]
    [InlineData("99999999999\n", null)]
    [InlineData("1                                                         \n", null)]
    public void Numbers_of_shells(string text, int? number)
    {
        File.WriteAllText(_directory["root/a/b/file"], text);
        Assert.Equal(number, NumberFile.ReadBelow(_directory["root"], _directory["root/a/b/file"]));
    }

    private void Run(string script)
    {
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh",
        [
            "-ec", script.Replace("ROOT", _directory.Path, StringComparison.Ordinal),
        ]) { WorkingDirectory = _directory.Path })!;
        shell.WaitPatiently();
        Assert.Equal(0, shell.ExitCode);
    }
}
