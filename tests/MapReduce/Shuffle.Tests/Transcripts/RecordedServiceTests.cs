using System.Globalization;
using System.Text;
using Hathi.Hadoop.Conf;
using Hathi.MapReduce.Engine;
using Hathi.MapReduce.Shuffle.Fetch;
using Hathi.MapReduce.Shuffle.Tests.Fetch;
using Hathi.MapReduce.Sort;
using Hathi.Records;
using Hathi.Tests.Cases.Wire;

namespace Hathi.MapReduce.Shuffle.Tests.Transcripts;

/// <summary>A reduce of ours and what Apache's shuffle service has sent, tests/Cases/shuffle.</summary>
[Collection(nameof(ShuffleTranscriptTests))]
public sealed class RecordedServiceTests : FetchTests
{
    [Fact]
    public async Task Our_reduce_asks_as_was_asked_and_takes_what_Apaches_service_sent()
    {
        var transcript = Transcript.Load("shuffle", "a-connection-that-is-kept");
        var words = new ShuffleWords(local: ""); // no output is made here: it was sent
        words.Do(transcript.Givens[0]);
        var application = words.Application.Split('_');
        var job = new JobId(application[1], int.Parse(application[2], CultureInfo.InvariantCulture));
        var map = new TaskAttemptId(new TaskId(job, TaskKind.Map, 0), 0);
        var address = ShuffleTranscriptTests.Address;
        IReadOnlyList<string> asked = [];
        await using var service = ScriptedService.Recorded(address, transcript.Steps[1].Bytes, lines => asked = lines);
        var state = State(new JobBuilder(new Configuration()).Input("/in").Output("/out").Map<M>().Reduce<R>(), job);
        var master = new Master([new MapOutputPlace(map, address.Address.ToString(), address.Port, IsLost: false)]);
        using var patience = new CancellationTokenSource(Patience.Limit);
        var fetch = new ReduceFetch(state, 1, new PlainOrder(), Encoding.ASCII.GetBytes(words.Secret), master, new FetchOptions());
        var segments = await fetch.RunAsync(patience.Token);

        using var merger = new Merger(state, new PlainOrder(), static _ => { });
        var records = merger.Merge(segments);
        var found = new List<string>();
        while (records.MoveNext())
        {
            found.Add($"{Encoding.ASCII.GetString(records.Key)}={Encoding.ASCII.GetString(records.Value)}");
        }

        Assert.Equal(["pear=2", "plum=3"], found);
        var recorded = Encoding.ASCII.GetString(transcript.Steps[0].Bytes).Split("\r\n");
        Assert.Equal(recorded[0], asked[0]);
        string[] headers = ["UrlHash", "name", "version"];
        Assert.Equal(headers.Select(h => ValueOf(h, recorded)), headers.Select(h => ValueOf(h, asked)));
    }

    private static string ValueOf(string header, IEnumerable<string> head) =>
        head.Single(l => l.StartsWith(header + ":", StringComparison.OrdinalIgnoreCase))[(header.Length + 1)..].Trim();
}
