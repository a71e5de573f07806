using System.Text.RegularExpressions;

namespace Hathi.Architecture.Tests;

/// <summary>
/// What runs with nobody above it (a thread, a timer, a task that nobody awaits) catches whatever happens in it: from a thread or a timer
/// it would end the process, from a task nobody would hear of it and what it did would be done no more.
/// </summary>
public sealed partial class LoopTests
{
    private static readonly string[] Rooms =
    [
        "src/Hdfs/Client", "src/Hdfs/DataNode", "src/Hdfs/NameNode", "src/MapReduce", "src/Node", "src/Platform", "src/Records",
        "src/Engine", "src/Hadoop/Conf", "src/Log", "src/Hadoop/Rpc", "src/Hadoop/Tokens", "src/Web", "src/Yarn/Client",
        "src/Yarn/NodeManager", "src/Yarn/ResourceManager", "src/Ring/Client", "src/Ring/Node",
    ];

    /// <summary>What catches nothing itself, and why that is right.</summary>
    private static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal)
    {
        ["src/Hdfs/Client/Writing/Pipeline.cs WakeStreamer"] = "sets a signal",
        ["src/Hdfs/Client/Calls/LeaseRenewer.cs Renew"] = "RenewAsync",
        ["src/Hdfs/Client/Transfer/ConnectionCache.cs Sweep"] = "closes sockets",
        ["src/Hdfs/Client/Transfer/DataNodeConnection.cs Watch"] = "closes a socket",
        ["src/MapReduce/Master/JobMaster.cs WriteAsync"] = "puts an action into an inbox",
        ["src/MapReduce/Engine/Streaming/StreamPipe.cs run"] = "WriteInput, ReadOutput and StreamErrors.Read, which catch",
        ["src/Node/HostLookUps.cs Work"] = "a function within All, which catches",
        ["src/Node/IdleMemory.cs Look"] = "asks the runtime to collect",
        ["src/Node/NodeHost.cs NoticeAsync"] = "ReadyNotice catches what a socket throws",
        ["src/Hdfs/DataNode/Service/NameNodeReports.cs Set"] = "sets a signal",
        ["src/Hdfs/DataNode/Transfer/Dialer.cs Dispose"] = "closes a socket",
        ["src/Log/GroupCommit.cs Run"] = "knows what a disk does; a fault of ours must not be answered by going on",
        ["src/Engine/CoreEngine.Ends.cs Waiting"] = "ends waits, which throws nothing",
        ["src/Engine/HeldAnswers.cs _complete"] = "ends waits, which throws nothing",
        ["src/Engine/CoreEngine.cs Execute"] = "StepWhatWaits",
        ["src/Engine/CoreTicks.cs RunAsync"] = "puts a tick into an inbox",
        ["src/Hadoop/Rpc/Server/RpcServer.cs DisposeAsync"] = "closes a transport that nobody has used",
        ["src/Hadoop/Rpc/Wire/Outbox.cs Execute"] = "FlushAsync",
        ["src/Hadoop/Rpc/Wire/Outbox.cs FlushAsync"] = "TrySendAsync catches; the rest moves bytes in memory",
        ["src/Yarn/ResourceManager/Launch/MasterLauncher.cs LaunchAsync"] = "its two filters leave nothing out",
        ["src/Yarn/NodeManager/Localize/ResourceCache.cs CancelAsync"] = "tells a fetch to end, and is .NET's",
        ["src/Yarn/ResourceManager/Http/MasterPlaces.cs CancelAsync"] = "tells a page to end, and is .NET's",
        ["src/Yarn/NodeManager/Tracker/TrackerLoop.cs AcknowledgedAsync"] =
            "ContainerMemory.ForgetAsync catches; the rest looks into tables",
        ["src/Ring/Node/Connections/AnswerQueue.cs Execute"] = "SendAsync catches what a socket throws; the rest moves bytes in memory",
        ["src/Yarn/NodeManager/Launch/ProcessWatch.cs WaitForAll"] = "End catches; the rest are calls of the system that return numbers",
    };

    [Fact]
    public void What_nobody_waits_for_catches_whatever_happens()
    {
        var found = Starts().ToList();
        Assert.NotEmpty(found);
        Assert.Empty(found.Where(static s => !Known.ContainsKey(s.Name) && !CatchesAll(s))
            .Select(static s => $"{s.File}:{s.Line}: {s.Method} has no catch (Exception) of its own"));
    }

    [Fact]
    public void What_is_known_is_still_there() =>
        Assert.Empty(Known.Keys.Except(Starts().Select(static s => s.Name)));

    private static IEnumerable<Start> Starts() =>
        from room in Rooms
        from file in Repository.Files(room, "*.cs")
        let code = new JoinedLines(Path.Join(Repository.Root, file))
        from Match match in Started().Matches(code.Text)
        let method = match.Groups["method"].Value
        select new Start(room, file, code.LineAt(match.Index), method == "this" ? "Execute" : method);

    private static bool CatchesAll(Start start) =>
        Repository.Files(start.Room, "*.cs").OrderBy(f => f == start.File ? 0 : 1)
            .Select(f => Body(File.ReadAllText(Path.Join(Repository.Root, f)), start.Method))
            .FirstOrDefault(static b => b is not null) is { } body
        && All().IsMatch(body);

    // From the brace that opens it to the one that closes it; null: not declared here.
    private static string? Body(string text, string method)
    {
        var declared = Regex.Match(
            text, $@"\n    (private|internal|public|protected|async|void)[^;=\n]*[ .]{Regex.Escape(method)}(<\w+>)?\([^;{{]*?\{{");
        if (!declared.Success)
        {
            return null;
        }

        var begin = declared.Index + declared.Length;
        var depth = 1;
        for (var i = begin; i < text.Length; i++)
        {
            depth += text[i] switch { '{' => 1, '}' => -1, _ => 0 };
            if (depth == 0)
            {
                return text[begin..i];
            }
        }

        return null;
    }

    // A thread, a timer, an item of the pool, a task that is thrown away, or one that is kept for the end.
    [GeneratedRegex(
        @"new Thread\((\(\) => )?(?<method>\w+)"
        + @"|(new Timer|CreateTimer)\([^,;]*?[.)](?<method>\w+)\("
        + @"|QueueUserWorkItem\((static \w+ => \w+\.)?(?<method>\w+)"
        + @"|\b_ = (Task\.Run\(\(\) => )?[\w.]*?(?<method>\w+Async)\("
        + @"|\b_\w+ = [^;{}]*?Task\.Run\((\(\) => |\w+\.)?(?<method>\w+)")]
    private static partial Regex Started();

    [GeneratedRegex(@"catch( \(Exception( \w+)?\))?\s*\{")]
    private static partial Regex All();

    private readonly record struct Start(string Room, string File, int Line, string Method)
    {
        internal string Name => $"{File} {Method}";
    }
}
