using System.Net;
using Hathi.Tests.Cases;
using Hathi.Tests.Cases.Rest;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.ResourceManager.Tests.Masters;

/// <summary>What Apache's ResourceManager answers an application's master, tests/Cases/allocate: ours answers the same.</summary>
public sealed class AllocateTranscriptTests
{
    private const string Folder = "allocate";

    private static readonly Uri s_anyServer = new("http://master/");

    public static TheoryData<string> Files => CaseRun.Files(Folder);

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Our_ResourceManager_answers_a_master_as_Apaches_does(string file)
    {
        await using var rm = await TestResourceManager.StartAsync();
        await using var node = await FakeNode.StartAsync(rm);
        using var stage = await MasterStage.StartAsync(rm, node).Patiently();
        using var http = new HttpClient(stage, disposeHandler: false);
        var differences = await new RestPlayer(http, s_anyServer).DifferencesAsync(RestTranscript.Load(Folder, file));
        Assert.True(differences.Length == 0, differences);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Is_written_as_it_would_be_recorded(string file) => RestTranscript.AssertIsAsRecorded(Folder, file);

    /// <summary>
    /// Has Apache's ResourceManager answer anew. Not part of a test run: start it by hand (<c>-explicit only</c>) with that of Apache's
    /// cluster up and no NodeManager, its address in HATHI_RECORD_RM (such as 127.78.0.10), then read the changes.
    /// </summary>
    [Theory(Explicit = true)]
    [MemberData(nameof(Files))]
    public async Task Apaches_answers_are_recorded(string file)
    {
        await using var rm = new ApacheResourceManager(IPAddress.Parse(Environment.GetEnvironmentVariable("HATHI_RECORD_RM")!));
        await using var node = await FakeNode.StartAsync(rm);
        using var stage = await MasterStage.StartAsync(rm, node).Patiently();
        using var http = new HttpClient(stage, disposeHandler: false);
        (await new RestPlayer(http, s_anyServer).AnsweredAsync(RestTranscript.Load(Folder, file))).Save();

        // The next one is to find neither this node nor its master.
        var leave = new UnRegisterNodeManagerRequestProto { NodeId = node.Id };
        await rm.TrackerAsync("unRegisterNodeManager", leave, UnRegisterNodeManagerResponseProto.Parser);
    }
}
