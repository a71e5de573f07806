using System.Globalization;

namespace Hathi.Simulation.Tests.Kit.Shells;

/// <summary>Some seeds of a scenario with shells.</summary>
/// <param name="Scenario">Which.</param>
/// <param name="First">The first seed.</param>
/// <param name="Step">From one to the next.</param>
/// <param name="Count">How many.</param>
/// <param name="Until">They end at a failure that says this; empty: all are run.</param>
internal sealed record ShellJob(string Scenario, ulong First, int Step, int Count, string Until = "")
{
    private const int Words = 5;

    /// <summary>Jobs from the arguments of a process; the last may be without its last word.</summary>
    public static IEnumerable<ShellJob> Parse(IEnumerable<string> words) => words.Chunk(Words).Select(static w => new ShellJob(
        w[0],
        ulong.Parse(w[1], CultureInfo.InvariantCulture),
        int.Parse(w[2], CultureInfo.InvariantCulture),
        int.Parse(w[3], CultureInfo.InvariantCulture),
        w.Length == Words ? w[4] : ""));

    /// <summary>As arguments of a process.</summary>
    public IEnumerable<string> ToWords() => [Scenario, $"{First}", $"{Step}", $"{Count}", Until];
}
