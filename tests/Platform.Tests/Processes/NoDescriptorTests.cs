using System.Runtime.InteropServices;
using Hathi.Base;
using Hathi.Platform.Disk;
using Hathi.Platform.Processes;

namespace Hathi.Platform.Tests.Processes;

/// <summary>Alone: while it runs, nobody of this process can open anything.</summary>
[CollectionDefinition(nameof(NoDescriptorTests), DisableParallelization = true)]
public sealed class NobodyElse;

/// <summary>Without a free descriptor nothing is taken for ended, absent or another's: whoever looks is told.</summary>
[Collection(nameof(NoDescriptorTests))]
public sealed partial class NoDescriptorTests : IDisposable
{
    private const int OpenFiles = 7; // RLIMIT_NOFILE

    private readonly TempDirectory _directory = new();

    public static TheoryData<string> Looks => [.. s_looks.Keys];

    private static readonly ProcessTable s_table = ProcessTable.Read();
    private static readonly ProcessEntry s_self = ProcessTable.Find(Environment.ProcessId) ?? default;

    private static readonly Dictionary<string, Action<string>> s_looks = new()
    {
        ["a process"] = static _ => ProcessTable.Find(Environment.ProcessId),
        ["all processes"] = static _ => ProcessTable.Read(),
        ["whether one still is who it was"] = static _ => ProcessTree.IsStill(s_self),
        ["one that is sent something"] = static _ => ProcessTree.Signal(s_self, 0),
        ["a command line"] = static _ => ProcessTree.IsNamed(Environment.ProcessId, "a name that it has not"),
        ["an environment"] = static _ => ProcessTree.Marked(s_table, s_self.Session, "a value that it has not"),
        ["who is to be ended"] = static _ => ProcessTree.KillNamed(Environment.ProcessId, "a name that it has not"),
        ["a number"] = static d => NumberFile.ReadBelow(d, d + "/number"),
        ["a file"] = static d => RegularFile.OpenBelow(d, d + "/number").Dispose(),
        ["a file behind links"] = static d => RegularFile.Open(d + "/number").Dispose(),
        ["a directory"] = static d => RegularFile.IsDirectoryBelow(d, d + "/inner"),
    };

    public NoDescriptorTests()
    {
        File.WriteAllText(_directory["number"], "7\n");
        Directory.CreateDirectory(_directory["inner"]);
    }

    public void Dispose() => _directory.Dispose();

    [Theory]
    [MemberData(nameof(Looks))]
    public void Whoever_looks_is_told(string what)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "limits are set as Linux has them");
        var look = s_looks[what];
        look(_directory.Path); // loads what it needs
        var e = WithoutDescriptors(() => look(_directory.Path));
        Assert.NotNull(e);
        Assert.True(DiskFaults.Is(e), e.ToString());
        Assert.Equal(DiskFault.Descriptors, DiskFaults.KindOf(e));
    }

    private static Exception? WithoutDescriptors(Action look)
    {
        Assert.Equal(0, GetLimit(OpenFiles, out var limit));
        var none = limit with { Now = 0 };
        Assert.Equal(0, SetLimit(OpenFiles, in none));
        try
        {
            return Record.Exception(look);
        }
        finally
        {
            _ = SetLimit(OpenFiles, in limit);
        }
    }

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int what, out Limit limit);

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int SetLimit(int what, in Limit limit);

    [StructLayout(LayoutKind.Sequential)]
    private record struct Limit(ulong Now, ulong Most);
}
