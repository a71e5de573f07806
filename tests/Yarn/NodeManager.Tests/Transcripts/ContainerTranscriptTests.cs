using System.Diagnostics;
using System.Net;
using Hathi.Tests.Cases;
using Hathi.Tests.Cases.Rest;
using Hathi.Yarn.NodeManager.Tests.Support;

namespace Hathi.Yarn.NodeManager.Tests.Transcripts;

/// <summary>
/// What Apache's NodeManager answers who starts containers, tests/Cases/containers and localisation: ours answers the same.
/// </summary>
public sealed class ContainerTranscriptTests
{
    private static readonly Uri s_anyServer = new("http://node/");
    private static readonly string[] s_folders = ["containers", "localisation"];

    public static TheoryData<string, string> Files
    {
        get
        {
            var files = new TheoryData<string, string>();
            foreach (var folder in s_folders)
            {
                foreach (var file in CaseRun.Names(folder))
                {
                    files.Add(folder, file);
                }
            }

            return files;
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Our_NodeManager_answers_as_Apaches_does(string folder, string file)
    {
        await using var node = await TestNode.StartAsync();
        using var stage = new NodeStage(node.Server.EndPoint, node.Id);
        using var http = new HttpClient(stage, disposeHandler: false);
        try
        {
            var differences = await new RestPlayer(http, s_anyServer).DifferencesAsync(RestTranscript.Load(folder, file));
            Assert.True(differences.Length == 0, differences);
        }
        finally
        {
            await stage.EndAsync();
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Is_written_as_it_would_be_recorded(string folder, string file) => RestTranscript.AssertIsAsRecorded(folder, file);

    /// <summary>
    /// Has Apache's NodeManager answer anew. Not part of a test run: start it by hand (<c>-explicit only</c>) with HATHI_PEERS the folder
    /// of Apache's script, and HADOOP_CONF_DIR the configuration of one of its nodes, whose NodeManager does not run; then read the
    /// changes.
    /// </summary>
    [Theory(Explicit = true)]
    [MemberData(nameof(Files))]
    public async Task Apaches_answers_are_recorded(string folder, string file)
    {
        await using var manager = await FakeResourceManager.StartAsync();
        using var server = StartApaches(manager.Address);
        try
        {
            var id = await manager.Beating;
            using var stage = new NodeStage(new IPEndPoint(IPAddress.Parse(id.Host), id.Port), id);
            using var http = new HttpClient(stage, disposeHandler: false);
            (await new RestPlayer(http, s_anyServer).AnsweredAsync(RestTranscript.Load(folder, file))).Save();
        }
        finally
        {
            server.Kill(entireProcessTree: true);
            server.WaitPatiently();
        }
    }

    // Without what needs a NameNode.
    private static Process StartApaches(EndPoint manager) => Process.Start(
        Path.Join(Environment.GetEnvironmentVariable("HATHI_PEERS"), "apache"),
        [
            "java", "org.apache.hadoop.yarn.server.nodemanager.NodeManager", $"-Dyarn.resourcemanager.resource-tracker.address={manager}",
            "-Dyarn.nodemanager.aux-services=", "-Dyarn.log-aggregation-enable=false", "-Dfs.defaultFS=file:///",
        ]);
}
