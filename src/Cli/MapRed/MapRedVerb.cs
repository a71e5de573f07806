using Hathi.Cli.Kit;

namespace Hathi.Cli.MapRed;

/// <summary>
/// A verb of <c>mapred job</c> or <c>mapred queue</c>, which the words behind it must fit exactly. Source: CLI.run, JobQueueClient.run.
/// </summary>
/// <param name="Name">With its dash.</param>
/// <param name="Words">What follows it, for people.</param>
/// <param name="Fewest">How many words.</param>
/// <param name="Most">How many at most.</param>
/// <param name="Text">What it does, for people.</param>
/// <param name="Run">Does it; null: the words are others.</param>
internal sealed record MapRedVerb<T>(
    string Name, string Words, int Fewest, int Most, string Text, Func<T, IReadOnlyList<string>, Task<int>?> Run)
{
    public string Signature => $"[{(Words.Length > 0 ? $"{Name} {Words}" : Name)}]";
}

/// <summary>The verbs of one command.</summary>
internal static class MapRedVerbs
{
    /// <summary>All verbs with what they do, for people.</summary>
    public static string Usage<T>(string command, IReadOnlyList<MapRedVerb<T>> verbs) =>
        $"Usage: {command} <command> <args>\n" + string.Join('\n', verbs.Select(static v => $"\t{v.Signature,-60}{v.Text}"));

    /// <summary>Does what the words ask for.</summary>
    /// <returns>The exit code; that of a wrong command line when there is no such verb or its words are others.</returns>
    public static async Task<int> RunAsync<T>(
        string command, IReadOnlyList<MapRedVerb<T>> verbs, T target, IReadOnlyList<string> words, ShellStreams streams)
    {
        if (words is ["-help" or "--help"])
        {
            streams.Out.Line(Usage(command, verbs));
            return ExitCodes.Ok;
        }

        var verb = verbs.FirstOrDefault(v => words.Count > 0 && v.Name == words[0]);
        if (verb is not null && words.Count - 1 >= verb.Fewest && words.Count - 1 <= verb.Most
            && verb.Run(target, [.. words.Skip(1)]) is { } run)
        {
            return await run.ConfigureAwait(false);
        }

        streams.ErrorLine(verb is null ? Usage(command, verbs) : $"Usage: {command} {verb.Signature}. {verb.Text}");
        return ExitCodes.Usage;
    }
}
