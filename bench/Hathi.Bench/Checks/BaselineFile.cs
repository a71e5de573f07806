using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hathi.Bench.Checks;

/// <summary>The figures that <c>bench --check</c> compares with, as JSON: <c>bench/baseline.json</c>.</summary>
internal static class BaselineFile
{
    /// <summary>Of the format and of the work of <see cref="Calibration"/>: figures of another version say nothing of this one's.</summary>
    public const int Version = 2;

    private const string WriteAnew = "write it anew with `hathi bench --check --write`, on a build that is known to be good";
    private const int Digits = 9;

    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // a file to be read, in no web page
    };

    /// <exception cref="BenchException">It is not there, or is no baseline; the message names the file and what to do.</exception>
    public static Baseline Read(string path)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BenchException($"no baseline: {e.Message}; {WriteAnew}");
        }

        return Parse(text, path);
    }

    /// <param name="text">The document.</param>
    /// <param name="path">Its name, for messages.</param>
    /// <exception cref="BenchException">It is no baseline.</exception>
    public static Baseline Parse(string text, string path)
    {
        Document document;
        try
        {
            document = JsonSerializer.Deserialize<Document>(text, s_json) ?? throw new BenchException($"{path} is empty; {WriteAnew}");
        }
        catch (JsonException e)
        {
            throw new BenchException($"{path} is no baseline: {e.Message}; {WriteAnew}");
        }

        if (document.Version != Version)
        {
            throw new BenchException($"{path} is of version {document.Version}, this program measures version {Version}; {WriteAnew}");
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var figure in document.Rows)
        {
            // A list may hold null whatever its type says.
            if (figure is null)
            {
                throw new BenchException($"{path} is no baseline: one of its rows is null; {WriteAnew}");
            }

            if (figure.Runs.Count == 0 || figure.Runs.Any(static r => !(r.Seconds > 0) || !(r.Calibration > 0)))
            {
                throw new BenchException($"{path}: the figures of '{figure.Row}' are none, or not above zero; {WriteAnew}");
            }

            if (!names.Add(figure.Row))
            {
                throw new BenchException($"{path}: '{figure.Row}' stands there twice; strike one out");
            }
        }

        return new Baseline(document.Machine, document.Rows);
    }

    /// <summary>The document that <see cref="Parse"/> reads.</summary>
    /// <param name="figures">Every row.</param>
    /// <param name="machine">Where they were taken, for whoever reads it.</param>
    public static string Format(IEnumerable<Figure> figures, string machine)
    {
        return JsonSerializer.Serialize(new Document(Version, machine, [.. figures.Select(Rounded)]), s_json) + "\n";

        static Figure Rounded(Figure f) => f with
        {
            Runs = [.. f.Runs.Select(static r => new Run(Math.Round(r.Seconds, Digits), Math.Round(r.Calibration, Digits)))],
        };
    }

    /// <summary>The rows of before, those that were measured now with their new figures; new ones at the end.</summary>
    /// <param name="before">The rows of the file.</param>
    /// <param name="now">What was measured.</param>
    /// <param name="adds">
    /// What was measured is one more of what the baseline has seen, where the work is the same; else it takes its place.
    /// </param>
    public static IReadOnlyList<Figure> Merge(IReadOnlyList<Figure> before, IReadOnlyList<Figure> now, bool adds)
    {
        var byRow = now.ToDictionary(static f => f.Row, static f => f with { Runs = [f.Median] }, StringComparer.Ordinal);
        return [.. before.Select(Row), .. now.Where(f => before.All(b => b.Row != f.Row)).Select(f => byRow[f.Row])];

        Figure Row(Figure old) => !byRow.TryGetValue(old.Row, out var seen) ? old
            : adds && old.What == seen.What ? old with { Runs = [.. old.Runs, .. seen.Runs] }
            : seen;
    }

    private sealed record Document(int Version, string Machine, IReadOnlyList<Figure> Rows);
}

/// <summary>What a baseline says.</summary>
/// <param name="Machine">Where its figures were taken, as <see cref="Report.Machine"/> says it.</param>
/// <param name="Rows">The figures.</param>
internal sealed record Baseline(string Machine, IReadOnlyList<Figure> Rows)
{
    /// <summary>Figures of two machines do not go into one file: what the second says more is no more of what the first has seen.</summary>
    /// <param name="here">The machine of the new figures.</param>
    /// <param name="path">The file, for the message.</param>
    /// <exception cref="BenchException">It was written on one with other processors, or another number of them.</exception>
    public void CheckMachine(string here, string path)
    {
        if (Processors(Machine) != Processors(here))
        {
            throw new BenchException($"{path} was written on another machine, {Machine}; this is {here}: figures of both in one file say "
                + "nothing. Write all rows anew here with `hathi bench --check --write`, or measure there.");
        }
    }

    // Memory, .NET and the system may be newer; what they cost is what is looked for.
    private static string Processors(string machine) => machine.Split(", ")[0];
}
