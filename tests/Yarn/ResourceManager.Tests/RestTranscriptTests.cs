using Hathi.Tests.Cases;
using Hathi.Tests.Cases.Rest;

namespace Hathi.Yarn.ResourceManager.Tests;

/// <summary>What Apache's ResourceManager answers over REST, tests/Cases/rest: ours answers the same.</summary>
public sealed class RestTranscriptTests
{
    private const string Folder = "rest";

    public static TheoryData<string> Files => CaseRun.Files(Folder);

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Our_ResourceManager_answers_as_Apaches_does(string file)
    {
        await using var rm = await TestResourceManager.StartAsync();
        var differences = await new RestPlayer(rm.Web, rm.Url("/")).DifferencesAsync(RestTranscript.Load(Folder, file));
        Assert.True(differences.Length == 0, differences);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Is_written_as_it_would_be_recorded(string file) => RestTranscript.AssertIsAsRecorded(Folder, file);

    /// <summary>
    /// Has Apache's ResourceManager answer anew. Not part of a test run: start it by hand (<c>-explicit only</c>) with Apache's cluster up,
    /// its ResourceManager in HATHI_RECORD_FROM (such as http://127.78.0.10:8088), then read the changes. A new file has <c>&lt; 0 -</c>
    /// for an answer, and below it the names of values that are others each time.
    /// </summary>
    [Theory(Explicit = true)]
    [MemberData(nameof(Files))]
    public async Task Apaches_answers_are_recorded(string file)
    {
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        var server = new Uri(Environment.GetEnvironmentVariable("HATHI_RECORD_FROM")!);
        (await new RestPlayer(http, server).AnsweredAsync(RestTranscript.Load(Folder, file))).Save();
    }
}
