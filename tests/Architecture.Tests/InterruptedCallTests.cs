using System.Text.RegularExpressions;

namespace Hathi.Architecture.Tests;

/// <summary>
/// A signal ends some calls of libc before they have done anything: they are made by way of <c>ErrorNumber.Again</c>, which makes them
/// again, in the line in which they are named, and nobody else can name them.
/// </summary>
public sealed partial class InterruptedCallTests
{
    private static readonly string[] s_interruptible =
    [
        "open", "openat", "read", "write", "pread", "pwrite", "preadv", "pwritev", "fsync", "fdatasync", "fallocate", "posix_fallocate",
        "sendfile", "send", "recv", "poll", "epoll_wait", "waitpid", "accept", "connect",
        "getpwuid_r", "getgrgid_r", "getpwnam_r", "getgrnam_r",
    ];

    [Fact]
    public void A_call_that_a_signal_interrupts_is_made_again()
    {
        var files = Repository.Files(NativeCallTests.Folder, "*.cs")
            .Select(static f => (Name: f, Text: File.ReadAllText(Path.Join(Repository.Root, f)))).ToList();
        Assert.Contains(files, static f => Imports(f.Text).Any());
        Assert.Empty(files.SelectMany(static f => Wrong(f.Text).Select(wrong => $"{f.Name}: {wrong}")));
    }

    [Theory]
    [InlineData("=> (int)ErrorNumber.Again((pid, 0), static w => Wait(w.pid, 0));", "private", null)]
    [InlineData("=> ErrorNumber.AgainByNumber(pid, static p => Wait(p, 0));", "private", null)]
    [InlineData("=> ErrorNumber.Of(Wait(pid, 0));", "private", "Wait: is not made again")]
    [InlineData("{ Again(pid, static p => Wait(p, 0)); }\n    void Other() => Wait(0, 0);", "private", "Wait: is not made again")]
    [InlineData("=> ErrorNumber.Again(pid, static w => Wait(w, 0));", "internal", "Wait: others can make it")]
    [InlineData("=> _ = 0;", "private", "Wait: nobody makes it")]
    public void A_mistake_is_seen(string body, string access, string? wrong)
    {
        var text = $"""
                class Made
                    int For(int pid) {body}

                    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
                    {access} static partial int Wait(int pid, int options);

                """;
        Assert.Equal(wrong is null ? [] : [wrong], Wrong(text));
    }

    private static IEnumerable<string> Wrong(string text)
    {
        foreach (var import in Imports(text))
        {
            var method = import.Groups["method"].Value;
            var call = new Regex($@"(?<![\w.]){method}[()]");
            var calls = text.Split('\n').Where(l => call.IsMatch(l) && !l.Contains(" partial ", StringComparison.Ordinal)).ToList();
            if (import.Groups["access"].Value != "private")
            {
                yield return $"{method}: others can make it";
            }

            if (calls.Count == 0)
            {
                yield return $"{method}: nobody makes it";
            }

            if (calls.Exists(static l => !Again().IsMatch(l)))
            {
                yield return $"{method}: is not made again";
            }
        }
    }

    private static IEnumerable<Match> Imports(string text) =>
        Imported().Matches(text).Where(static m => s_interruptible.Contains(m.Groups["call"].Value));

    [GeneratedRegex("EntryPoint = \"(?<call>\\w+)\"[^\\n]*\\n\\s*(?<access>\\w+) static partial \\w+ (?<method>\\w+)\\(")]
    private static partial Regex Imported();

    [GeneratedRegex(@"\bAgain(ByNumber)?\(.* => ")]
    private static partial Regex Again();
}
