using System.Text.RegularExpressions;

namespace Hathi.Architecture.Tests;

/// <summary>A signal ends some calls of libc before they have done anything: whoever makes one looks for that, and makes it again.</summary>
public sealed partial class InterruptedCallTests
{
    /// <summary>Lines behind a call in which it is looked at.</summary>
    private const int Near = 20;

    private static readonly string[] s_interruptible =
    [
        "open", "read", "write", "pread", "pwrite", "preadv", "pwritev", "fsync", "fdatasync", "fallocate", "posix_fallocate", "sendfile", "send", "recv", "poll", "epoll_wait", "waitpid", "accept", "connect",
        "getpwuid_r", "getgrgid_r", "getpwnam_r", "getgrnam_r",
    ];

    /// <summary>Who does not, and why that is right.</summary>
    private static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal)
    {
        ["src/Yarn/NodeManager/Launch/ProcessWatch.cs Write"] = "to an eventfd, which never waits",
        ["src/Yarn/NodeManager/Launch/ProcessWatch.cs EpollWait"] = "is made again whatever it gave",
        ["src/MapReduce/Shuffle/Serve/SocketSender.cs NativeSendFile"] = "Advanced",
        ["src/MapReduce/Shuffle/Serve/SocketSender.cs NativeSend"] = "Advanced",
        ["src/MapReduce/Shuffle/Serve/SocketSender.cs NativePoll"] = "then it is sent again, which gives the same error if there is no room",
        ["src/Cli/Dfs/StandardStream.cs Poll"] = "then it is written again, which gives the same error if there is no room",
        ["src/Hdfs/DataNode/Transfer/PacketSender.cs Send"] = "Retry",
        ["src/Hdfs/DataNode/Transfer/PacketSender.cs SendFile"] = "Retry",
        ["src/Hdfs/Client/Local/PosixNames.cs GetPwUid"] = "Look",
        ["src/Hdfs/Client/Local/PosixNames.cs GetGrGid"] = "Look",
        ["src/Hdfs/Client/Local/PosixNames.cs GetPwNam"] = "LookName",
        ["src/Hdfs/Client/Local/PosixNames.cs GetGrNam"] = "LookName",
        ["src/Platform/Disk/PosixCalls.cs FDataSync"] = "Again",
        ["src/Platform/Disk/PosixCalls.cs FSync"] = "Again",
        ["src/Platform/Disk/PosixCalls.cs OpenPath"] = "Again",
    };

    [Fact]
    public void A_call_that_a_signal_interrupts_is_made_again()
    {
        var calls = Calls().ToList();
        Assert.NotEmpty(calls);
        Assert.Empty(calls.Where(static c => !c.IsLookedAt && !Known.ContainsKey(c.Name)).Select(static c => c.Name));
        Assert.Empty(Known.Keys.Except(calls.Where(static c => !c.IsLookedAt).Select(static c => c.Name)));
    }

    private static IEnumerable<(string Name, bool IsLookedAt)> Calls()
    {
        var files = Repository.Files("src", "*.cs").ToDictionary(static f => f, static f => File.ReadAllText(Path.Join(Repository.Root, f)));
        foreach (var (file, text) in files)
        {
            foreach (Match import in Imported().Matches(text))
            {
                if (s_interruptible.Contains(import.Groups["call"].Value))
                {
                    var method = import.Groups["method"].Value;
                    var type = Path.GetFileNameWithoutExtension(file);
                    var call = new Regex(text.Contains($"private static partial {import.Groups["type"].Value} {method}(", StringComparison.Ordinal) ? $@"(?<![\w.]){method}[(),]" : $@"{type}\.{method}\(");
                    var room = file[..file.IndexOf('/', file.IndexOf('/', 4) + 1)];
                    foreach (var found in files.Where(f => f.Key.StartsWith(room, StringComparison.Ordinal)).SelectMany(f => Lines(f.Key, f.Value, call, f.Key == file, $"{method}(")))
                    {
                        yield return ($"{found.File} {method}", found.IsLookedAt);
                    }
                }
            }
        }
    }

    private static IEnumerable<(string File, bool IsLookedAt)> Lines(string file, string text, Regex call, bool isSame, string declared)
    {
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (call.IsMatch(lines[i]) && !(isSame && lines[i].Contains(" partial ", StringComparison.Ordinal) && lines[i].Contains(declared, StringComparison.Ordinal))
                && !lines[i].TrimStart().StartsWith("//", StringComparison.Ordinal))
            {
                yield return (file, lines.Skip(i).Take(Near).Any(static l => l.Contains("Interrupted", StringComparison.Ordinal)));
            }
        }
    }

    [GeneratedRegex("EntryPoint = \"(?<call>\\w+)\"[^\\n]*\\n\\s*(?:internal|private) static partial (?<type>\\w+) (?<method>\\w+)\\(")]
    private static partial Regex Imported();
}
