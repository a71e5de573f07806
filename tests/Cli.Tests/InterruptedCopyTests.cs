using System.Text;
using Hathi.Cli.Dfs;
using Hathi.Cli.Dfs.Kit;
using Hathi.Cli.Kit;
using Hathi.Hadoop.Conf;
using Hathi.Hdfs.Client;

namespace Hathi.Cli.Tests;

/// <summary>
/// Every verb that writes files, ended at every call it makes to a file system, by its user or by a failure, before the call is carried out
/// or after: a file that was there is there or has been replaced whole, one that was not is whole or missing, and
/// nothing unfinished is left.
/// </summary>
public sealed class InterruptedCopyTests : IDisposable
{
    private const string Old = "old";
    private static readonly string New = new('n', 100_000);

    // The words of the command lines are in its name: what the system makes up behind it may have them as well.
    private readonly string _root = Directory.CreateTempSubdirectory("hathi-copy-FROM-NEW-TO-").FullName;

    public enum End
    {
        UserBefore,
        UserAfter,
        FailureBefore,
        FailureAfter,
    }

    /// <summary>Command lines; TO has old files of the names that FROM has.</summary>
    private static readonly string[] Verbs =
    [
        "put -f FROM/a TO/a", "put -f -p FROM TO", "put -f -t 2 -q 1 FROM/a FROM/b FROM/c TO", "put NEW/a TO/x",
        "get -f FROM/a FROM/b TO", "get -f -t 3 FROM TO", "get NEW/a TO/x", "cp -f FROM/a TO/a", "cp -f -t 3 FROM TO",
        "moveFromLocal -f NEW/a TO/a", "getmerge NEW TO/a",
    ];

    private readonly MemoryStream _error = new();

    private string Error => Encoding.UTF8.GetString(_error.ToArray());

    public static TheoryData<string, End> Cases() => [.. from verb in Verbs from end in Enum.GetValues<End>() select (verb, end)];

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task LeavesWholeFilesOnly(string command, End end)
    {
        for (var at = 0; ; at++)
        {
            if (!await RunAsync(command, end, at))
            {
                Assert.True(at > 5, $"the verb made hardly a call: {Error}");
                return;
            }
        }
    }

    /// <summary>-d has nothing to go back to, but it leaves no half file either.</summary>
    [Theory]
    [InlineData("put -d NEW/a TO/x")]
    [InlineData("put -d -f FROM/a TO/a")]
    [InlineData("cp -d NEW/a TO/x")]
    public async Task WrittenDirectlyAFileIsWholeOrGone(string command)
    {
        for (var at = 0; ; at++)
        {
            using var end = new CancellationTokenSource();
            var (files, code) = await CommandAsync(
                command,
                (call, number) => Stop(call, number == at && call.StartsWith("write ", StringComparison.Ordinal), End.UserBefore, end),
                null,
                end.Token);
            Assert.All(
                Directory.GetFiles(_root + "/to/dir/from").Concat(Directory.GetFiles(_root + "/to")),
                path => Assert.Contains(File.ReadAllText(path), (string[])[Old, New]));
            if (at > files.Calls.Count)
            {
                Assert.True(code == 0, Error);
                return;
            }
        }
    }

    /// <returns>Whether the run was ended by this.</returns>
    private async Task<bool> RunAsync(string command, End end, int at)
    {
        using var user = new CancellationTokenSource();
        var before = end is End.UserBefore or End.FailureBefore;
        var isMet = false;
        void Meet(string call, int number)
        {
            var now = number == at && !call.StartsWith("delete", StringComparison.Ordinal);
            if (now)
            {
                isMet = true;
            }

            Stop(call, now, end, user);
        }

        var (files, code) = await CommandAsync(command, before ? Meet : null, before ? null : Meet, user.Token);
        Assert.Equal(0, files.OpenStreams);
        var names = Directory.EnumerateFiles(_root + "/to", "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        Assert.DoesNotContain(names, static n => n.Contains("_COPYING_", StringComparison.Ordinal));
        Assert.Empty(OldFiles().Except(names));
        Assert.All(names, n => Assert.Contains(File.ReadAllText(n), (string[])[Old, New]));
        Assert.True(code != 0 || !isMet || end == End.FailureAfter, $"ended at call {at} with 0");
        return at < files.Calls.Count;
    }

    private static void Stop(string call, bool now, End end, CancellationTokenSource user)
    {
        if (!now)
        {
            return;
        }

        if (end is End.UserBefore or End.UserAfter)
        {
            user.Cancel();
            user.Token.ThrowIfCancellationRequested();
        }

        throw new IOException($"{call} fails");
    }

    private IEnumerable<string> OldFiles() =>
        [_root + "/to/a", _root + "/to/b", _root + "/to/c", _root + "/to/dir/from/a", _root + "/to/dir/from/b", _root + "/to/dir/from/c"];

    private async Task<(WatchedFileSystem Files, int Code)> CommandAsync(
        string command, Action<string, int>? before, Action<string, int>? after, CancellationToken cancellation)
    {
        Directory.CreateDirectory(_root + "/to/dir/from");
        Directory.CreateDirectory(_root + "/from");
        Directory.CreateDirectory(_root + "/new");
        foreach (var path in Directory.GetFiles(_root + "/to"))
        {
            File.Delete(path);
        }

        foreach (var old in OldFiles())
        {
            await File.WriteAllTextAsync(old, Old, CancellationToken.None);
            await File.WriteAllTextAsync($"{_root}/from/{Path.GetFileName(old)}", New, CancellationToken.None);
        }

        await File.WriteAllTextAsync(_root + "/new/a", New, CancellationToken.None);
        var files = new WatchedFileSystem(new LocalFileSystem(new Configuration()));
        var (number, answered) = (-1, -1);
        files.Before = call => before?.Invoke(call, Interlocked.Increment(ref number));
        files.After = call => after?.Invoke(call, Interlocked.Increment(ref answered));
        _error.SetLength(0);
        var streams = new ShellStreams(
            () => Stream.Null, new ShellWriter(new MemoryStream()), new ShellWriter(_error), ErrorIsTerminal: false);
        var target = command.EndsWith("FROM TO", StringComparison.Ordinal) ? "/to/dir" : "/to";
        var words = command.Split(' ').Select(word => Place(word, target)).ToList();
        await using var shell = new Shell(new Configuration(), streams, cancellation) { Opener = (_, _) => files };
        var code = await VerbTable.Find("-" + words[0])!.RunAsync(shell, words[1..]);
        return (files, code);
    }

    // Word by word: the path that one becomes may have another in it.
    private string Place(string word, string target)
    {
        var name = word.Split('/', 2);
        var place = name[0] switch
        {
            "FROM" => _root + "/from",
            "NEW" => _root + "/new",
            "TO" => _root + target,
            _ => null,
        };
        return place is null ? word : string.Join('/', [place, .. name[1..]]);
    }
}
