using System.Text.RegularExpressions;

namespace Hathi.Architecture.Tests;

/// <summary>A signal ends some calls of libc before they have done anything: whoever makes one looks for that, and makes it again.</summary>
public sealed partial class InterruptedCallTests
{
    /// <summary>Lines behind a call in which it is looked at.</summary>
    private const int Near = 20;

    private static readonly string[] s_interruptible =
    [
        "open", "openat", "read", "write", "pread", "pwrite", "preadv", "pwritev", "fsync", "fdatasync", "fallocate", "posix_fallocate", "sendfile", "send", "recv", "poll", "epoll_wait", "waitpid", "accept", "connect",
        "getpwuid_r", "getgrgid_r", "getpwnam_r", "getgrnam_r",
    ];

    /// <summary>Who does not, and why that is right.</summary>
    private static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal)
    {
        ["src/Yarn/NodeManager/Launch/ProcessWatch.cs WaitPid"] = "the second asks without waiting, and again later",
        ["src/Yarn/NodeManager/Launch/ProcessWatch.cs Write"] = "to an eventfd, which never waits",
        ["src/Yarn/NodeManager/Launch/ProcessWatch.cs EpollWait"] = "is made again whatever it gave",
        ["src/MapReduce/Shuffle/Serve/SocketSender.cs NativeSend"] = "Taken",
        ["src/Cli/Kit/StandardStream.cs Poll"] = "then it is written again, which gives the same error if there is no room",
        ["src/Hdfs/DataNode/Transfer/PacketSender.cs Send"] = "Retry",
        ["src/Platform/Disk/PosixCalls.cs FSync"] = "Again",
        ["src/Platform/Disk/PosixCalls.cs OpenPath"] = "Again",
        ["src/Platform/Disk/OpenCalls.cs Open"] = "Again",
        ["src/Platform/Disk/OpenCalls.cs OpenAt"] = "Again",
    };

    [Fact]
    public void A_call_that_a_signal_interrupts_is_made_again()
    {
        var calls = Calls().ToList();
        Assert.NotEmpty(calls);
        Assert.Empty(calls.Where(static c => !c.IsLookedAt && !Known.ContainsKey(c.Name)).Select(static c => c.Name));
        Assert.Equal("", string.Join(", ", Known.Keys.Except(calls.Where(static c => !c.IsLookedAt).Select(static c => c.Name))));
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
                    foreach (var found in CallsOf(files, file, import.Groups["access"].Value == "private", import.Groups["method"].Value))
                    {
                        yield return found;
                    }
                }
            }
        }
    }

    // What is private is called in its own file, other calls of a library's class are found in its project.
    private static IEnumerable<(string Name, bool IsLookedAt)> CallsOf(Dictionary<string, string> files, string file, bool isPrivate, string method)
    {
        var call = new Regex(isPrivate ? $@"(?<![\w.]){method}(?!\w)" : $@"{Path.GetFileNameWithoutExtension(file)}\.{method}\(");
        var room = isPrivate ? file : file[..file.IndexOf('/', file.IndexOf('/', 4) + 1)];
        return from other in files
               where other.Key.StartsWith(room, StringComparison.Ordinal)
               from isLookedAt in Lines(other.Value, call)
               select ($"{other.Key} {method}", isLookedAt);
    }

    private static IEnumerable<bool> Lines(string text, Regex call)
    {
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (call.IsMatch(lines[i]) && !lines[i].Contains(" partial ", StringComparison.Ordinal) && !lines[i].TrimStart().StartsWith("//", StringComparison.Ordinal))
            {
                yield return lines.Skip(i).Take(Near).Any(static l => l.Contains("Interrupted", StringComparison.Ordinal));
            }
        }
    }

    [GeneratedRegex("EntryPoint = \"(?<call>\\w+)\"[^\\n]*\\n\\s*(?<access>internal|private) static partial \\w+ (?<method>\\w+)\\(")]
    private static partial Regex Imported();
}
