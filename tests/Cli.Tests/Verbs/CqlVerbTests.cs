using System.Net;
using System.Text;
using Hathi.Architecture.Tests;
using Hathi.Cli.Cql;
using Hathi.Cli.Kit;
using Hathi.Tests.Cases;
using Hathi.Tests.Cases.Verbs;

namespace Hathi.Cli.Tests.Verbs;

/// <summary>
/// What a user of <c>cqlsh</c> types and reads, tests/Cases/verbs/cql: ours prints the same of what Cassandra answered. What it answered
/// stands beside the texts (<c>.wire</c>), so that no server is needed.
/// </summary>
public sealed class CqlVerbTests
{
    private const string Folder = "cql";
    private const string Program = "cqlsh";

    public static TheoryData<string> Files => CaseRun.Files("verbs/" + Folder);

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Prints_what_the_text_says(string name)
    {
        using var conversation = new CqlConversation(await File.ReadAllLinesAsync(WireFile(name)), null);
        var played = await VerbPlayer.PlayAsync(VerbText.Load(Folder, name), Ours(conversation));
        Assert.True(conversation.Fault is null, conversation.Fault);
        Assert.True(played.Differences.Length == 0, played.Differences);
        Assert.True(conversation.IsOver);
    }

    /// <summary>
    /// Has <c>cqlsh</c> (HATHI_CQLSH: the program, and words before its arguments) print anew what a Cassandra (HATHI_CQL: address and
    /// port) tells it, then writes down what it tells ours. Not part of a test run: start it by hand (<c>-explicit only</c>), then read
    /// the changes.
    /// </summary>
    [Theory(Explicit = true)]
    [MemberData(nameof(Files))]
    public async Task Cassandras_answers_are_recorded(string name)
    {
        var server = IPEndPoint.Parse(Environment.GetEnvironmentVariable("HATHI_CQL")!);
        var program = Environment.GetEnvironmentVariable("HATHI_CQLSH")!;
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["CQLSH_HOST"] = server.Address.ToString(), ["CQLSH_PORT"] = $"{server.Port}",
        };
        await VerbPlayer.RecordAsync(VerbText.Load(Folder, name), new VerbStage(
            ["apache"], new VerbNames([("$SERVER", $"{server}")]),
            (words, input, _) => ForeignProcess.RunAsync(program, [.. words.Skip(1)], input, environment)));

        using var conversation = new CqlConversation(null, server);
        var text = VerbText.Load(Folder, name);
        var (_, others, _) = await VerbPlayer.PlayAsync(text, Ours(conversation));
        await File.WriteAllLinesAsync(WireFile(name), conversation.Written);

        // What only ours says is written down, for a reader; where both should say the same, the next run tells.
        var own = others.Where(static o => o.Key.Only.Contains("ours")).ToDictionary();
        await File.WriteAllLinesAsync(Path.Join(Repository.Root, text.Name), text.WithAnswers(own));
    }

    private static string WireFile(string name) => Path.Join(Repository.Root, "tests/Cases/verbs", Folder, name + ".wire");

    private static VerbStage Ours(CqlConversation conversation)
    {
        var address = conversation.Listen();
        return new VerbStage(["ours"], new VerbNames([("$SERVER", $"{address}")]), (words, input, _) => RunAsync(words, input, address));
    }

    private static async Task<Answer> RunAsync(IReadOnlyList<string> words, string input, IPEndPoint address)
    {
        Assert.Equal(Program, words[0]);
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        var streams = new ShellStreams(
            () => new MemoryStream(Encoding.UTF8.GetBytes(input)), new ShellWriter(output), new ShellWriter(error), ErrorIsTerminal: false);
        var code = await CqlCommand.RunAsync(
            [.. words.Skip(1)],
            streams,
            name => name == "CQLSH_HOST" ? $"{address.Address}" : name == "CQLSH_PORT" ? $"{address.Port}" : null,
            inputIsTerminal: false, TestContext.Current.CancellationToken).Patiently();
        return new Answer(Encoding.UTF8.GetString(output.ToArray()), Encoding.UTF8.GetString(error.ToArray()), code);
    }
}
