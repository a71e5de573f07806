using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Hathi.Cli.Dfs;
using Hathi.Cli.Kit;
using Hathi.Tests.Cases.Verbs;
using ICSharpCode.SharpZipLib.BZip2;

namespace Hathi.Cli.Tests;

/// <summary>What transcripts cannot show: packed files, JSON, standard streams, a user who has had enough.</summary>
public sealed class StreamsTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("hathi-streams-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task TextUnpacks()
    {
        await File.WriteAllBytesAsync(_root + "/a.any", [.. Gzip("one\n"), .. Gzip("two\n")], Cancel);
        await File.WriteAllBytesAsync(_root + "/b.bz2", Bzip2("three\n"), Cancel);
        await File.WriteAllBytesAsync(_root + "/c.deflate", Zlib("four\n"), Cancel);
        var answer = await Run("-text", _root + "/a.any", _root + "/b.bz2", _root + "/c.deflate");
        Assert.Equal(("one\ntwo\nthree\nfour\n", "", 0), (answer.Output, answer.Error, answer.ExitCode));
    }

    [Fact]
    public async Task TextSaysWhatIsBroken()
    {
        await File.WriteAllBytesAsync(_root + "/cut.gz", Gzip(new string('x', 10_000))[..^12], Cancel);
        await File.WriteAllBytesAsync(_root + "/bad.bz2", "BZh9 this is none"u8.ToArray(), Cancel);
        await File.WriteAllBytesAsync(_root + "/a.seq", "SEQ\u0006"u8.ToArray(), Cancel);
        var answer = await Run("-text", _root + "/cut.gz", _root + "/bad.bz2", _root + "/a.seq");
        Assert.Equal(1, answer.ExitCode);
        var lines = answer.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.All(lines, line => Assert.StartsWith("text: ", line));
        Assert.Contains("/cut.gz", lines[0]);
        Assert.Contains("/bad.bz2", lines[1]);
        Assert.Contains("a.seq is cut off", lines[2]);
    }

    [Fact]
    public async Task TablesAsJson()
    {
        Directory.CreateDirectory(_root + "/d");
        await File.WriteAllTextAsync(_root + "/d/ä\"x", "12345", Cancel);
        var entry = Json(await Run("-ls", "--json", _root + "/d"))[0];
        Assert.Equal(
            (_root + "/d/ä\"x", "file", 5),
            (entry.GetProperty("path").GetString(), entry.GetProperty("type").GetString(), entry.GetProperty("length").GetInt32()));
        Assert.Equal(1, Json(await Run("-count", "--json", _root + "/d"))[0].GetProperty("files").GetInt32());
        Assert.Equal(5, Json(await Run("-du", "-s", "--json", _root + "/d"))[0].GetProperty("length").GetInt32());
        Assert.Equal("directory", Json(await Run("-stat", "--json", _root + "/d"))[0].GetProperty("type").GetString());
        Assert.Equal("file:///", Json(await Run("-df", "--json", _root))[0].GetProperty("filesystem").GetString());
        var missing = await Run("-ls", "--json", _root + "/none");
        Assert.Equal(("[]\n", 1), (missing.Output, missing.ExitCode));
    }

    [Fact]
    public async Task DashIsStandardOutput()
    {
        await File.WriteAllTextAsync(_root + "/a", "one", Cancel);
        await File.WriteAllTextAsync(_root + "/b", "two", Cancel);
        Assert.Equal("onetwo", (await Run("-get", _root + "/a", _root + "/b", "-")).Output);
        Assert.Equal("one\ntwo\n", (await Run("-getmerge", "-nl", _root, "-")).Output);
        Assert.False(File.Exists("-"));
    }

    [Fact]
    public async Task InterruptedCopyLeavesNothing()
    {
        using var source = new CancellationTokenSource();
        var input = new EndlessStream(after: 3 << 20, source.Cancel);
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        var streams = new ShellStreams(() => input, new ShellWriter(output), new ShellWriter(error), ErrorIsTerminal: false);
        var code = await DfsCommand.RunAsync(["-fs", "file:///", "-put", "-", _root + "/a"], streams, source.Token);
        Assert.Equal((130, "put: Interrupted\n"), (code, Encoding.UTF8.GetString(error.ToArray())));
        Assert.Empty(Directory.GetFiles(_root));
    }

    [Fact]
    public async Task SafelyAsksBeforeManyFilesGo()
    {
        Directory.CreateDirectory(_root + "/d");
        for (var i = 0; i < 3; i++)
        {
            await File.WriteAllTextAsync($"{_root}/d/{i}", "", Cancel);
        }

        string[] command = ["-fs", "file:///", "-D", "hadoop.shell.safely.delete.limit.num.files=2", "-rm", "-r", "-safely", _root + "/d"];
        var no = await InProcess.RunAsync(command, "perhaps\nn\n", null);
        Assert.Equal(
            "Proceed deleting 3 files? (Y or N) Invalid input: perhaps\n"
            + "Proceed deleting 3 files? (Y or N) Delete aborted at user request.\n\n",
            no.Error);
        Assert.True(Directory.Exists(_root + "/d"));
        var yes = await InProcess.RunAsync(command, "y\n", null);
        Assert.Equal($"Deleted {_root}/d\n", yes.Output);
        Assert.False(Directory.Exists(_root + "/d"));
    }

    [Fact]
    public async Task ReaderThatIsGoneEndsCat()
    {
        await File.WriteAllTextAsync(_root + "/a", new string('x', 1 << 20), Cancel);
        using var error = new MemoryStream();
        var streams = new ShellStreams(
            () => Stream.Null, new ShellWriter(new BrokenPipe()), new ShellWriter(error), ErrorIsTerminal: false);
        Assert.Equal(1, await DfsCommand.RunAsync(["-fs", "file:///", "-cat", _root + "/a"], streams, Cancel));
        Assert.Equal("cat: Unable to write to output stream.\n", Encoding.UTF8.GetString(error.ToArray()));
    }

    private static Task<Answer> Run(params string[] words) => InProcess.RunAsync(["-fs", "file:///", .. words], "", null);

    private static JsonElement Json(Answer answer)
    {
        Assert.Equal(("", 0), (answer.Error, answer.ExitCode));
        return JsonDocument.Parse(answer.Output).RootElement;
    }

    private static byte[] Gzip(string text) => Pack(text, stream => new GZipStream(stream, CompressionLevel.Fastest));

    private static byte[] Zlib(string text) => Pack(text, stream => new ZLibStream(stream, CompressionLevel.Fastest));

    private static byte[] Bzip2(string text) => Pack(text, stream => new BZip2OutputStream(stream) { IsStreamOwner = false });

    private static byte[] Pack(string text, Func<Stream, Stream> packer)
    {
        var packed = new MemoryStream();
        using (var stream = packer(packed))
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }

    /// <summary>Gives bytes for ever; does something when so many were read.</summary>
    private sealed class EndlessStream(long after, Action action) : MemoryStream
    {
        private long _given;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _given += buffer.Length;
            if (_given > after)
            {
                action();
            }

            return ValueTask.FromResult(buffer.Length);
        }
    }

    private sealed class BrokenPipe : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) => Fail(count);

        public override void Write(ReadOnlySpan<byte> buffer) => Fail(buffer.Length);

        private static void Fail(int count)
        {
            if (count > 0)
            {
                throw new IOException("Unable to write to output stream.");
            }
        }
    }
}
