using System.Diagnostics;
using System.Text;
using Hathi.Cli.Dfs;
using Hathi.Cli.Dfs.Kit;
using Hathi.Cli.Kit;
using Hathi.Hadoop.Conf;
using Hathi.Hdfs.Client;

namespace Hathi.Cli.Tests;

/// <summary>What a copy, a touch or a delete must not do to the files of others, nor leave out or lose without a word.</summary>
public sealed class SafeCopyTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("hathi-safe-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        // .NET cannot delete what it cannot name.
        using var remove = Process.Start("rm", ["-rf", _root]);
        remove.WaitPatiently();
    }

    [Theory]
    [InlineData("-put", 1)]
    [InlineData("-get", 1)]
    [InlineData("-cp", 1)]
    [InlineData("-moveFromLocal", 3)]
    public async Task WhatADirectoryCopyLeavesOutIsTold(string verb, int failures)
    {
        Make("from/sub/a");
        Make("from/sub/z");
        Directory.CreateDirectory(_root + "/to");
        File.CreateSymbolicLink(_root + "/from/sub/link", _root + "/nowhere");
        File.CreateSymbolicLink(_root + "/from/sub/loop", _root + "/from/sub/loop");
        using (var touch = Process.Start("sh", ["-c", "cd \"$1\" && printf x > \"$(printf 'caf\\351')\"", "sh", _root + "/from/sub"]))
        {
            await touch.WaitForExitAsync(Cancel).Patiently();
        }

        var (_, error, code) = await VerbRun.RunAsync(
            new LocalFileSystem(new Configuration()), new Configuration(), verb, _root + "/from", _root + "/to");
        Assert.Equal(verb == "-moveFromLocal" ? 1 : 0, code); // The others leave it where it is, and end as Apache's do.
        Assert.Contains($"{verb[1..]}: `{_root}/from/sub/link': Link to nowhere ({_root}/nowhere)\n", error);
        Assert.Contains($"{verb[1..]}: `{_root}/from/sub/loop': Link to nowhere ({_root}/from/sub/loop)\n", error);
        Assert.Contains($"{verb[1..]}: `{_root}/from/sub/caf\uFFFD': Name is not UTF-8\n", error);
        Assert.Equal(2 + failures, error.Count(static c => c == '\n'));
        Assert.Equal(["a", "z"], Directory.GetFiles(_root + "/to/from/sub").Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    /// <summary>What a command writes is read as it comes (put &lt;(command) /f).</summary>
    [Theory]
    [InlineData("-put R/pipe R/to")]
    [InlineData("-put -f R/pipe R/to")]
    [InlineData("-copyFromLocal R/pipe R/to")]
    [InlineData("-cp R/pipe R/to")]
    [InlineData("-appendToFile R/pipe R/to")]
    [InlineData("-cat R/pipe")]
    public async Task APipeIsReadToItsEnd(string command)
    {
        using (var make = Process.Start("mkfifo", [_root + "/pipe"]))
        {
            await make.WaitForExitAsync(Cancel).Patiently();
        }

        using var write = Process.Start("sh", ["-c", $"head -c 3000000 /dev/zero | tr '\\0' p > '{_root}/pipe'"]);
        try
        {
            var (output, error, code) = await Task.Run(
                () => VerbRun.RunAsync(new LocalFileSystem(new Configuration()), new Configuration(), Words(command)), Cancel).Patiently();
            await write.WaitForExitAsync(Cancel).Patiently();
            Assert.Equal(("", 0), (error, code));
            var text = command == "-cat R/pipe" ? output : await File.ReadAllTextAsync(_root + "/to", Cancel);
            Assert.Equal(new string('p', 3_000_000), text);
        }
        finally
        {
            write.Kill(entireProcessTree: true); // it waits for a reader that never came
        }
    }

    /// <summary>
    /// A file that is being written has a length of nothing until it is closed, and may have bytes that its writer has flushed.
    /// </summary>
    [Theory]
    [InlineData("", 0, "")]
    [InlineData("flushed", 1, "touchz: `R/f': Not a zero-length file\n")]
    public async Task TouchzMakesAnOpenFileAnewThatIsEmpty(string content, int expected, string told)
    {
        Make("f");
        await File.WriteAllTextAsync(_root + "/f", content, Cancel);
        var files = new WatchedFileSystem(new LocalFileSystem(new Configuration()))
        {
            Describe = static status => status with { Length = 0 },
        };
        var (_, error, code) = await VerbRun.RunAsync(files, new Configuration(), Words("-touchz R/f"));
        Assert.Equal((told.Replace("R/", _root + "/", StringComparison.Ordinal), expected), (error, code));
        Assert.Equal(content, await File.ReadAllTextAsync(_root + "/f", Cancel));
    }

    /// <summary>A directory that is deleted while it is listed is told, as by Apache's: its listing is not whole.</summary>
    [Fact]
    public async Task ADirectoryThatVanishesIsTold()
    {
        Make("d/a/x");
        Make("d/b/y");
        var files = new WatchedFileSystem(new LocalFileSystem(new Configuration()));
        files.Before = call =>
        {
            if (call == $"list {_root}/d/a")
            {
                Directory.Delete(_root + "/d/a", recursive: true);
            }
        };
        var (output, error, code) = await VerbRun.RunAsync(files, new Configuration(), "-ls", "-R", "-C", _root + "/d");
        Assert.Equal(1, code);
        Assert.Contains("d/a", error);
        Assert.Equal($"{_root}/d/a\n{_root}/d/b\n{_root}/d/b/y\n", output);
    }

    /// <summary>
    /// Two copies to one target write files of their own, and the one that ends first does not show the other's beginning.
    /// </summary>
    [Theory]
    [InlineData("-put")]
    [InlineData("-cp")]
    public async Task CopiesToOneTargetDoNotShareTheirUnfinishedFiles(string verb)
    {
        Make("a", "first");
        Make("b", "second, which is longer");
        using var begun = new SemaphoreSlim(0);
        using var goOn = new SemaphoreSlim(0);
        var slow = new WatchedFileSystem(new LocalFileSystem(new Configuration()));
        slow.Before = call =>
        {
            if (call.StartsWith("close ", StringComparison.Ordinal))
            {
                begun.Release();
                Assert.True(goOn.Wait(Patience.Limit, Cancel));
            }
        };
        var first = Task.Run(() => VerbRun.RunAsync(slow, new Configuration(), verb, "-f", _root + "/a", _root + "/to"), Cancel);
        Assert.True(await begun.WaitAsync(Patience.Limit, Cancel));
        var second = await VerbRun.RunAsync(
            new LocalFileSystem(new Configuration()), new Configuration(), verb, "-f", _root + "/b", _root + "/to");
        Assert.Equal(("", 0), (second.Error, second.Code));
        Assert.Equal("second, which is longer", await File.ReadAllTextAsync(_root + "/to", Cancel));
        goOn.Release();
        Assert.Equal(0, (await first).Code);
        Assert.Equal("first", await File.ReadAllTextAsync(_root + "/to", Cancel));
        Assert.Equal(["a", "b", "to"], Names());
    }

    [Fact]
    public async Task AsLongANameAsThereIsCanBeCopied()
    {
        Make("a", "x");
        foreach (var name in (string[])[new string('n', 255), new string('é', 127), string.Concat(Enumerable.Repeat("\U0001F418", 63))])
        {
            Assert.Equal(("", "", 0), await VerbRun.RunAsync(
                new LocalFileSystem(new Configuration()), new Configuration(), "-put", _root + "/a", $"{_root}/{name}"));
            Assert.Equal("x", await File.ReadAllTextAsync($"{_root}/{name}", Cancel));
        }
    }

    /// <summary>Completing it would wait for nodes that may be why it ended, and show a part of it.</summary>
    [Theory]
    [InlineData("-put -f R/a R/to")]
    [InlineData("-put -d R/a R/to")]
    [InlineData("-cp R/a R/to")]
    [InlineData("-getmerge R/a R/to")]
    public async Task AFileThatIsNotWholeIsNotCompleted(string command)
    {
        Make("a", "some bytes");
        var files = new WatchedFileSystem(new LocalFileSystem(new Configuration()));
        files.Before = static call =>
        {
            if (call.StartsWith("write ", StringComparison.Ordinal))
            {
                throw new IOException("the disk is full");
            }
        };
        var (_, error, code) = await VerbRun.RunAsync(files, new Configuration(), Words(command));
        Assert.Equal(1, code);
        Assert.Contains("the disk is full", error);
        Assert.Single(files.Calls, static c => c.StartsWith("abort ", StringComparison.Ordinal));
        Assert.DoesNotContain(files.Calls, static c => c.StartsWith("close ", StringComparison.Ordinal));
        Assert.Equal(["a"], Names());
    }

    [Theory]
    [InlineData("-cp -f -d R/a R/a")]
    [InlineData("-cp -f -d R/a R")]
    [InlineData("-appendToFile R/a R/a")]
    public async Task AFileIsNotCopiedIntoItself(string command)
    {
        Make("a", "precious");
        var (_, error, code) = await VerbRun.RunAsync(new LocalFileSystem(new Configuration()), new Configuration(), Words(command));
        Assert.Equal(1, code);
        Assert.Contains("are identical", error);
        Assert.Equal("precious", await File.ReadAllTextAsync(_root + "/a", Cancel));
    }

    /// <summary>Between the look and the making somebody else made it, and wrote to it.</summary>
    [Theory]
    [InlineData("-touch R/a", 0)]
    [InlineData("-touch -t 20240229:010203 R/a", 0)]
    [InlineData("-touchz R/a", 1)]
    public async Task ATouchDoesNotEmptyWhatIsThere(string command, int expected)
    {
        var files = new WatchedFileSystem(new LocalFileSystem(new Configuration()));
        files.Before = call =>
        {
            if (call.StartsWith("create ", StringComparison.Ordinal))
            {
                Make("a", "another's");
            }
        };
        Assert.Equal(expected, (await VerbRun.RunAsync(files, new Configuration(), Words(command))).Code);
        Assert.Equal("another's", await File.ReadAllTextAsync(_root + "/a", Cancel));
    }

    /// <summary>Names that begin like that of the trash, or of the home it is in.</summary>
    [Theory]
    [InlineData("home/.Trash-2025/x", "-rm R/home/.Trash-2025/x", "/home/.Trash/Current{}/home/.Trash-2025/x")]
    [InlineData("home/.Trash2/x", "-rm -r R/home/.Trash2", "/home/.Trash/Current{}/home/.Trash2/x")]
    [InlineData("ho/x", "-rm -r R/ho", "/home/.Trash/Current{}/ho/x")]
    public async Task WhatIsNotInTheTrashIsMovedThere(string file, string command, string place)
    {
        Make(file);
        Directory.CreateDirectory(_root + "/home");
        var settings = new Configuration();
        settings.Set("fs.trash.interval", "60");
        var files = new WatchedFileSystem(new LocalFileSystem(new Configuration())) { Home = _root + "/home" };
        Assert.Equal(0, (await VerbRun.RunAsync(files, settings, Words(command))).Code);
        Assert.True(File.Exists(_root + place.Replace("{}", _root, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task WhatLiesBehindALinkIsNotMoved()
    {
        Make("elsewhere/sub/a", "stays");
        Make("from/b", "goes");
        Directory.CreateDirectory(_root + "/to");
        Directory.CreateSymbolicLink(_root + "/from/link", _root + "/elsewhere");
        var answer = await VerbRun.RunAsync(
            new LocalFileSystem(new Configuration()), new Configuration(), "-moveFromLocal", _root + "/from", _root + "/to");
        Assert.Equal(("", "", 0), answer);
        Assert.False(Directory.Exists(_root + "/from"));
        Assert.Equal("stays", await File.ReadAllTextAsync(_root + "/elsewhere/sub/a", Cancel));
        Assert.Equal("stays", await File.ReadAllTextAsync(_root + "/to/from/link/sub/a", Cancel));
    }

    /// <summary>The mode of a directory may forbid its files, and each file changes its time.</summary>
    [Theory]
    [InlineData("-put -p -t 3 R/from R/to")]
    [InlineData("-get -p -t 3 R/from R/to")]
    [InlineData("-cp -p -t 3 R/from R/to")]
    [InlineData("-cp -p R/from R/to")]
    public async Task DirectoriesGetTheirAttributesLast(string command)
    {
        var then = new DateTime(2020, 2, 3, 4, 5, 6, DateTimeKind.Utc);
        for (var i = 0; i < 20; i++)
        {
            Make($"from/sub/{i}");
        }

        Directory.SetLastWriteTimeUtc(_root + "/from/sub", then);
        Directory.SetLastWriteTimeUtc(_root + "/from", then);
        var files = new WatchedFileSystem(new LocalFileSystem(new Configuration()));
        Assert.Equal(("", "", 0), await VerbRun.RunAsync(files, new Configuration(), Words(command)));
        var calls = files.Calls.ToList();
        var last = calls.FindLastIndex(c => c.StartsWith("rename2 ", StringComparison.Ordinal));
        Assert.Equal(20, calls.Count(static c => c.StartsWith("rename2 ", StringComparison.Ordinal)));
        Assert.InRange(calls.FindIndex(c => c.StartsWith($"times {_root}/to/sub ", StringComparison.Ordinal)), last + 1, int.MaxValue);
        Assert.Equal((then, then), (Directory.GetLastWriteTimeUtc(_root + "/to/sub"), Directory.GetLastWriteTimeUtc(_root + "/to")));
    }

    /// <summary>Something for standard error in between is no reason to forget that standard output is incomplete.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task LostOutputIsAFailure(bool warned)
    {
        Make("a", new string('x', 100_000));
        using var error = new MemoryStream();
        var output = new FailsOnce();
        var streams = new ShellStreams(static () => Stream.Null, new ShellWriter(output), new ShellWriter(error), ErrorIsTerminal: false);
        var files = new WatchedFileSystem(new LocalFileSystem(new Configuration()));
        files.Before = call =>
        {
            if (warned && call.StartsWith("open ", StringComparison.Ordinal))
            {
                streams.ErrorLine("WARN something else");
            }
        };
        await using var shell = new Shell(new Configuration(), streams, Cancel) { Opener = (_, _) => files };
        streams.Out.Print("before");
        var code = await VerbTable.Find("-cat")!.RunAsync(shell, [_root + "/a"]);
        Assert.Equal(1, code);
        Assert.Equal((warned ? "WARN something else\n" : "") + "cat: No space left on device\n", Encoding.UTF8.GetString(error.ToArray()));
        Assert.Equal(1, output.Failures);
    }

    private string[] Words(string command) =>
        [.. command.Split(' ').Select(w => w == "R" || w.StartsWith("R/", StringComparison.Ordinal) ? _root + w[1..] : w)];

    private void Make(string name, string text = "text")
    {
        Directory.CreateDirectory(Path.GetDirectoryName($"{_root}/{name}")!);
        File.WriteAllText($"{_root}/{name}", text);
    }

    private IEnumerable<string?> Names() => Directory.GetFileSystemEntries(_root).Select(Path.GetFileName).Order(StringComparer.Ordinal);

    private sealed class FailsOnce : MemoryStream
    {
        internal int Failures { get; private set; }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (buffer.Length > 0 && Failures == 0)
            {
                Failures++;
                throw new IOException("No space left on device");
            }
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));
    }
}
