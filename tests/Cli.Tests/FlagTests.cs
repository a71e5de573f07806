using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Hathi.Cli.Dfs;
using Hathi.Cli.Dfs.Kit;
using Hathi.Cli.Kit;
using Hathi.Hadoop.Conf;
using Hathi.Hdfs.Client;

namespace Hathi.Cli.Tests;

/// <summary>
/// Every flag that a verb's usage names is tried with the verb: something must be different with it, in what is printed, in the exit code,
/// in what lies there afterwards or in what the file system is asked. And a flag that is not named is refused.
/// </summary>
public sealed partial class FlagTests : IDisposable
{
    private const string Unprintable = "odd\u0001name";
    private static readonly DateTime Then = new(2020, 5, 6, 7, 8, 9, DateTimeKind.Utc);
    private readonly string _root = Directory.CreateTempSubdirectory("hathi-flag-").FullName;

    /// <summary>A command line for each verb; {} is where the flag goes.</summary>
    private static readonly Dictionary<string, string> Lines = new()
    {
        ["appendToFile"] = "{} R/e R/d/a", ["cat"] = "{} R/e", ["checksum"] = "{} R/e", ["chgrp"] = "{} GROUP R/d",
        ["chmod"] = "{} 700 R/d", ["chown"] = "{} OWNER R/d", ["copyFromLocal"] = "{} R/d R/new", ["copyToLocal"] = "{} R/d R/new",
        ["count"] = "{} R/d", ["cp"] = "{} R/d R/new", ["df"] = "{} R", ["du"] = "{} R/d", ["expunge"] = "{}", ["find"] = "R/d {}",
        ["get"] = "{} R/d R/new", ["getmerge"] = "{} R/d R/new", ["head"] = "{} R/e", ["help"] = "{}", ["ls"] = "{} R/d",
        ["mkdir"] = "{} R/no/such", ["moveFromLocal"] = "{} R/e R/new", ["mv"] = "{} R/e R/new", ["put"] = "{} R/d R/new",
        ["rm"] = "{} R/d", ["rmdir"] = "{} R/d", ["setrep"] = "{} 1 R/e", ["stat"] = "{} R/d", ["tail"] = "{} R/e", ["test"] = "{} R/e",
        ["text"] = "{} R/e", ["touch"] = "{} R/e", ["touchz"] = "{} R/new", ["usage"] = "{}",
    };

    /// <summary>Where the verb's own line does not show what a flag does: without the flag, and with it.</summary>
    private static readonly Dictionary<string, (string Without, string With)> Special = new()
    {
        ["put -f"] = ("R/e R/d/a", "-f R/e R/d/a"), ["copyFromLocal -f"] = ("R/e R/d/a", "-f R/e R/d/a"),
        ["moveFromLocal -f"] = ("R/e R/d/a", "-f R/e R/d/a"), ["get -f"] = ("R/e R/d/a", "-f R/e R/d/a"),
        ["copyToLocal -f"] = ("R/e R/d/a", "-f R/e R/d/a"), ["cp -f"] = ("R/e R/d/a", "-f R/e R/d/a"),
        ["put -t"] = ("R/e R/z R/d", "-t 2 R/e R/z R/d"), ["copyFromLocal -t"] = ("R/e R/z R/d", "-t 2 R/e R/z R/d"),
        ["get -t"] = ("R/e R/z R/d", "-t 2 R/e R/z R/d"), ["copyToLocal -t"] = ("R/e R/z R/d", "-t 2 R/e R/z R/d"),
        ["cp -t"] = ("R/e R/z R/d", "-t 2 R/e R/z R/d"), ["count -t"] = ("-q R/d", "-q -t disk R/d"),
        ["expunge -fs"] = ("", "-fs hdfs://other:8020"), ["getmerge -skip-empty-file"] = ("-nl R R/new", "-nl -skip-empty-file R R/new"),
        ["rm -f"] = ("R/none", "-f R/none"), ["rm -skipTrash"] = ("-r R/d", "-r -skipTrash R/d"),
        ["rm -safely"] = ("-r -skipTrash R/d", "-r -skipTrash -safely R/d"), ["tail -s"] = ("-f R/e", "-f -s x R/e"),
        ["touch -t"] = ("R/e", "-t 20010203:040506 R/e"), ["touch -c"] = ("R/new", "-c R/new"), ["test -d"] = ("-f R/d", "-d R/d"),
        ["test -e"] = ("-f R/d", "-e R/d"), ["test -f"] = ("-d R/e", "-f R/e"), ["test -s"] = ("-z R/e", "-s R/e"),
        ["test -z"] = ("-s R/z", "-z R/z"), ["test -w"] = ("-r R/e", "-w R/e"), ["test -r"] = ("-w R/e", "-r R/e"),
        ["ls -u"] = ("R/d", "-u R/d"), ["find -name"] = ("R", "R -name a"),
        ["find -iname"] = ("R -name A", "R -iname A"),
        ["find -print"] = ("R -name a", "R -name a -print -print"),
        ["find -print0"] = ("R", "R -print0"),
        ["ls -R then -t"] = ("-R R", "-R -t R"), ["ls -R then -S"] = ("-R R", "-R -S R"), ["ls -R then -r"] = ("-R R", "-R -r R"),
    };

    /// <summary>What is taken and changes nothing, and why it may.</summary>
    private static readonly Dictionary<string, string> Harmless = new()
    {
        ["setrep -R"] = "Hadoop's own manual says that it has no effect: directories are entered always",
        ["put -q"] = "how far the walk runs ahead: CopyPoolTests", ["copyFromLocal -q"] = "see put", ["get -q"] = "see put",
        ["copyToLocal -q"] = "see put", ["cp -q"] = "see put", ["find -L"] = "links are followed always",
        ["find -H"] = "links are followed always", ["find -a"] = "between two expressions: transcripts", ["find -and"] = "see -a",
    };

    public static TheoryData<string> Named() =>
        [.. VerbTable.Names.SelectMany(static n => FlagsOf(n).Select(f => $"{n[1..]} {f}"))
            .Concat(Special.Keys).Distinct()
            .Where(static k => !Harmless.ContainsKey(k))];

    public static TheoryData<string> Verbs() => [.. VerbTable.Names];

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [MemberData(nameof(Named))]
    public async Task ChangesSomething(string what)
    {
        var (verb, flag) = (what[..what.IndexOf(' ')], what[(what.LastIndexOf(' ') + 1)..]);
        var (without, with) = Special.TryGetValue(what, out var special) ? special
            : (Lines[verb].Replace("{}", "", StringComparison.Ordinal), Lines[verb].Replace("{}", flag, StringComparison.Ordinal));
        var copies = flag == "-t" && verb is ("put" or "copyFromLocal" or "get" or "copyToLocal" or "cp");
        await MakeTreeAsync();
        var before = await RunAsync(verb, without, copies, meet: false);
        await MakeTreeAsync();
        var after = await RunAsync(verb, with, copies, meet: copies);
        Assert.False(before == after, $"{what} changes nothing:\n{before}");
        Assert.DoesNotContain("Illegal option", after);
    }

    public static TheoryData<string> BesideJson() =>
        [.. VerbTable.Names.Where(static n => FlagsOf(n).Contains(JsonOutput.Flag))
            .SelectMany(static n => FlagsOf(n).Where(static f => f != JsonOutput.Flag).Select(f => $"{n[1..]} {f}"))];

    /// <summary>With --json, too, a flag does something or is refused.</summary>
    [Theory]
    [MemberData(nameof(BesideJson))]
    public async Task ChangesSomethingBesideJson(string what)
    {
        var (verb, flag) = (what[..what.IndexOf(' ')], what[(what.LastIndexOf(' ') + 1)..]);
        await MakeTreeAsync();
        var before = await RunAsync(
            verb, Lines[verb].Replace("{}", JsonOutput.Flag, StringComparison.Ordinal), inAnyOrder: false, meet: false);
        await MakeTreeAsync();
        var after = await RunAsync(
            verb, Lines[verb].Replace("{}", $"{JsonOutput.Flag} {flag}", StringComparison.Ordinal), inAnyOrder: false, meet: false);
        Assert.StartsWith("opens ", before);
        Assert.True(before != after, $"{what} changes nothing beside {JsonOutput.Flag}:\n{before}");
        Assert.True(
            after.Contains($"Option {flag} cannot be used with {JsonOutput.Flag}", StringComparison.Ordinal)
            || after.Contains("\nexit 0\n", StringComparison.Ordinal),
            after);
    }

    /// <summary>All flags of all verbs, and those of all letters, at each verb.</summary>
    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task WhatIsNotNamedIsRefused(string name)
    {
        var verb = name[1..];
        await MakeTreeAsync();
        var others = VerbTable.Names.SelectMany(FlagsOf)
            .Concat("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".Select(static c => "-" + c)).Distinct()
            .Except(FlagsOf(name)).Where(f => !Harmless.ContainsKey($"{verb} {f}")).ToList();
        foreach (var flag in others.Where(f => verb is not ("help" or "usage") && !(verb == "chmod" && ModeChange().IsMatch(f))))
        {
            var answer = await RunAsync(verb, Lines[verb].Replace("{}", flag, StringComparison.Ordinal), inAnyOrder: false, meet: false);
            Assert.True(Refusal().IsMatch(answer), $"-{verb} takes {flag}:\n{answer}");
        }
    }

    [GeneratedRegex(
        "Illegal option|Unexpected argument|does not match the expected pattern|No attribute for|Unknown command|not there yet")]
    private static partial Regex Refusal();

    [GeneratedRegex("^-[rwxXst]$")]
    private static partial Regex ModeChange();

    [GeneratedRegex(@"(?<![A-Za-z<\-])--?[A-Za-z][A-Za-z0-9\-]*")]
    private static partial Regex Flag();

    [GeneratedRegex(@"\.Trash/[0-9]{12}")]
    private static partial Regex Checkpoint();

    [GeneratedRegex(@"\.[0-9a-f]{8}\._COPYING_")]
    private static partial Regex Unfinished();

    [GeneratedRegex("[0-9]{13}")]
    private static partial Regex Milliseconds();

    /// <summary>As the usage names them.</summary>
    private static IEnumerable<string> FlagsOf(string name) => name switch
    {
        "-test" => "defswrz".Select(static c => "-" + c),
        "-find" => ["-name", "-iname", "-print", "-print0", "-a", "-and"],
        _ => Flag().Matches(VerbTable.Find(name)!.Usage).Select(static m => m.Value).Distinct(),
    };

    /// <returns>All that can be seen of one run.</returns>
    private async Task<string> RunAsync(string verb, string line, bool inAnyOrder, bool meet)
    {
        using var user = new CancellationTokenSource();
        var local = new LocalFileSystem(new Configuration());
        var owner = (await local.GetFileStatusAsync(_root, CancellationToken.None))!;
        using var second = new ManualResetEventSlim();
        var opened = 0;
        var seen = new StringBuilder();
        var files = new WatchedFileSystem(local) { Home = _root, Room = new FileSystemStatus(5L << 40, 3L << 40, 2L << 40), Sum = Sum };
        var reads = 0;
        files.Before = call =>
        {
            if (meet && call.StartsWith("open ", StringComparison.Ordinal) && Meets(Interlocked.Increment(ref opened), second))
            {
                seen.Append("together\n");
            }
        };
        files.After = call =>
        {
            // The end of a file that is followed: the user has seen enough.
            if (call == $"read {_root}/e" && verb == "tail" && ++reads == 2)
            {
                user.Cancel();
            }
        };
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        var streams = new ShellStreams(
            static () => new MemoryStream("n\n"u8.ToArray()), new ShellWriter(output), new ShellWriter(error), ErrorIsTerminal: false);
        var settings = new Configuration();
        settings.Set("fs.trash.interval", "60");
        settings.Set("hadoop.shell.safely.delete.limit.num.files", "1");
        await using var shell = new Shell(settings, streams, user.Token)
        {
            Opener = (uri, _) =>
            {
                seen.Append($"opens {uri}\n");
                return files;
            },
        };
        try
        {
            var words = line.Replace("OWNER", owner.Owner, StringComparison.Ordinal)
                .Replace("GROUP", owner.Group, StringComparison.Ordinal)
                .Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var code = await VerbTable.Find("-" + verb)!
                .RunAsync(shell, [.. words.Select(w => w == "R" || w.StartsWith("R/", StringComparison.Ordinal) ? _root + w[1..] : w)]);
            seen.Append(CultureInfo.InvariantCulture, $"exit {code}\n");
        }
        catch (UsageException e)
        {
            seen.Append($"usage: {e.Message}\n");
        }

        streams.Out.Flush();
        streams.Error.Flush();
        seen.Append(Encoding.UTF8.GetString(output.ToArray())).Append(Encoding.UTF8.GetString(error.ToArray()));
        var calls = files.Calls.Select(static c => Unfinished().Replace(c, ".RANDOM._COPYING_"));
        seen.AppendJoin('\n', inAnyOrder ? calls.Order(StringComparer.Ordinal) : calls);
        AddTree(seen);
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var text = Milliseconds()
            .Replace(seen.ToString(), m => Math.Abs(long.Parse(m.Value, CultureInfo.InvariantCulture) - now) < 3_600_000 ? "NOW" : m.Value);
        return Checkpoint().Replace(text, ".Trash/TIME");
    }

    /// <summary>Two copies that are read at the same time find each other; one after the other, the first waits in vain.</summary>
    private static bool Meets(int opened, ManualResetEventSlim second)
    {
        if (opened == 1)
        {
            return second.Wait(TimeSpan.FromMinutes(2));
        }

        second.Set();
        return false;
    }

    private static ContentSummary Sum(ContentSummary summary) => summary with
    {
        Length = summary.Length + 1, SnapshotLength = 1, SnapshotFileCount = 1, SnapshotDirectoryCount = 1, SnapshotSpaceConsumed = 1,
        SpaceConsumed = summary.SpaceConsumed + 1, ErasureCodingPolicy = "Replicated", TypeQuotas = [new StorageTypeQuota("DISK", 100, 5)],
        Quota = 50, SpaceQuota = 50_000,
    };

    private async Task MakeTreeAsync()
    {
        foreach (var entry in new DirectoryInfo(_root).GetFileSystemInfos())
        {
            if (entry is DirectoryInfo directory)
            {
                directory.Delete(recursive: true);
            }
            else
            {
                entry.Delete();
            }
        }

        Directory.CreateDirectory(_root + "/d/sub");
        Directory.CreateDirectory(_root + "/.Trash/200101010000");
        Directory.CreateDirectory(_root + "/.Trash/Current");
        await WriteAsync("d/a", 5, 1, 9);
        await WriteAsync("d/b", 2000, 3, 8);
        await WriteAsync("d/" + Unprintable, 700, 2, 7);
        await WriteAsync("d/sub/x", 1, 4, 6);
        await WriteAsync("e", 3000, 5, 5);
        await WriteAsync("z", 0, 6, 4);
        await WriteAsync(".Trash/200101010000/gone", 1, 0, 0);
        await WriteAsync(".Trash/Current/lately", 1, 0, 0);
        foreach (var directory in (string[])["/d/sub", "/d", "/.Trash", ""])
        {
            Directory.SetLastWriteTimeUtc(_root + directory, Then);
            Directory.SetLastAccessTimeUtc(_root + directory, Then);
        }
    }

    private async Task WriteAsync(string name, int length, int written, int read)
    {
        await File.WriteAllTextAsync($"{_root}/{name}", new string('x', length));
        File.SetLastWriteTimeUtc($"{_root}/{name}", Then.AddDays(written));
        File.SetLastAccessTimeUtc($"{_root}/{name}", Then.AddDays(read));
    }

    private void AddTree(StringBuilder to)
    {
        foreach (var path in Directory.EnumerateFileSystemEntries(_root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var file = new FileInfo(path);
            to.Append(CultureInfo.InvariantCulture, $"\n{path[_root.Length..]} {(file.Exists ? file.Length : -1)} "
                + $"{(OperatingSystem.IsWindows() ? 0 : (int)File.GetUnixFileMode(path))}");
        }
    }
}
