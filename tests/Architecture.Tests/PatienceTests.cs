using System.Text.RegularExpressions;

namespace Hathi.Architecture.Tests;

/// <summary>
/// A test that waits for what only comes when the code is right waits two minutes at most (<c>Patience</c>): it fails then, and does not
/// hang. What looks like a wait and has no bound is found here, whatever it waits for.
/// </summary>
public sealed partial class PatienceTests
{
    /// <summary>A line that says how long: by the one bound, by a time of its own, or by a token that is cancelled after a time.</summary>
    private static readonly string[] s_bounds = ["Patien", "patien", "TimeSpan.From", "Limit", "_000", "silence", "NoHang"];

    /// <summary>Who waits without, and why that is right.</summary>
    private static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal)
    {
        ["tests/Hdfs/DataNode.Tests/Storage/DeadDiskTests.cs _goOn.Wait()"] = "the disk; Dispose lets it go",
        ["tests/Hdfs/DataNode.Tests/Service/HungDiskRpcTests.cs _answers.Wait()"] = "the disk; Dispose lets it go",
        ["tests/MapReduce/History.Tests/HungDiskTests.cs _answers.Wait()"] = "the disk; Dispose lets it go",
        ["tests/Hdfs/DataNode.Tests/Storage/MeasurementTests.cs _goOn.Wait()"] = "the disk; Dispose lets it go",
        ["tests/Yarn/NodeManager.Tests/HungDiskTests.cs hangs.Wait()"] = "the disk; Dispose lets it go",
        ["tests/Yarn/NodeManager.Tests/Support/HeldLaunch.cs await _go.Task;"] =
            "a launch of a node that is killed there, which never goes on",
        ["tests/Platform.Tests/Log/GroupCommitTests.cs go.Wait()"] = "the other thread, which the test lets go before it waits itself",
        ["tests/Hadoop/Rpc.Tests/Engine/CoreEngineTests.cs begin.Wait()"] =
            "the other threads, which the test lets go before it waits itself",
        ["tests/Web.Tests/FullPortTests.cs await _answer.Task;"] = "the server; ended with it",
        ["tests/Web.Tests/HeldMemoryTests.cs await _go.Task;"] = "the server; ended with it",
        ["tests/Hdfs/DataNode.Tests/Transfer/HostilePeerTests.cs .Accept()"] = "SilentNode, which has a bound",
        ["tests/Hdfs/DataNode.Tests/Transfer/StopTests.cs .Accept()"] = "SilentNode, which has a bound",
        ["tests/Hdfs/DataNode.Tests/Transfer/PipelineTests.cs .Accept()"] = "SilentNode, which has a bound",
        ["tests/Platform.Tests/AsyncSignalTests.cs .WaitAsync()"] = "looked at, not awaited",
        ["tests/Cli.Tests/Verbs/CqlConversation.cs .Accept()"] = "on a thread of its own, which ends with the listener",
        ["tests/Ring/Client.Tests/FakeServer.cs .Accept()"] = "on a thread of its own, which ends with the listener",
        ["tests/Conformance.Tests/HeldJob.cs .WaitForExit()"] = "the job, which is ended with its lab",
        ["tests/Conformance.Tests/WatchedJob.cs .WaitForExit()"] = "the job is ended at its limit",
        ["tests/Hadoop/Rpc.Tests/RecordTranscripts.cs .WaitForExitAsync()"] = "no test: records transcripts when asked to",
    };

    [Fact]
    public void No_test_waits_for_ever()
    {
        var waits = Waits().ToList();
        Assert.Empty(waits.Where(static w => !Known.ContainsKey(w.Name))
            .Select(static w => $"{w.Name} at line {w.Line} has no bound: .Patiently(), or a wait for Patience.Limit"));
        Assert.Empty(Known.Keys.Except(waits.Select(static w => w.Name)));
    }

    private static IEnumerable<(string Name, int Line)> Waits() =>
        from file in Repository.Files("tests", "*.cs")
        where !file.Contains("/Simulation.Tests/", StringComparison.Ordinal)
            && !file.EndsWith("/PatienceTests.cs", StringComparison.Ordinal)
            && !file.EndsWith("/Patience.cs", StringComparison.Ordinal)
        from line in File.ReadLines(Path.Join(Repository.Root, file)).Select(static (text, i) => (Text: text, Number: i + 1))
        where !line.Text.TrimStart().StartsWith("//", StringComparison.Ordinal)
            && !Array.Exists(s_bounds, b => line.Text.Contains(b, StringComparison.Ordinal))
        from Match match in Unbounded().Matches(line.Text)
        select ($"{file} {match.Value}", line.Number);

    // Tokens of a test are cancelled with the whole run only.
    private const string Token = @"(Cancel|TestContext\.Current\.CancellationToken)?";

    [GeneratedRegex(@"await [\w.!()\[\]]*\.Task;|\.Reader\.(ReadAsync|WaitToReadAsync)\(" + Token + @"\)(?=[;)])"
        + @"|\.(WaitAsync|WaitForExitAsync)\(" + Token + @"\)|\.WaitForExit\(\)|\w+\.Wait\(" + Token + @"\)"
        + @"|\.Join\(\)|\.Accept\(\)|SpinUntil\(\(\) =>[^,;]*\);")]
    private static partial Regex Unbounded();
}
