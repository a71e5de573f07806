using Hathi.Base;
using Hathi.Cli.Kit;

namespace Hathi.Cli.MapRed;

/// <summary>
/// A time line as text: a row an attempt, m for map, s for shuffle, o for sort, r for reduce, x where it did not succeed.
/// </summary>
internal static class TimeLineText
{
    private const int Width = 60;

    public static void Write(TimeLine line, ShellStreams streams)
    {
        var submitted = UnixTimes.At(line.SubmitTime).ToLocalTime();
        streams.Out.Line($"Hadoop job: {line.JobId}");
        streams.Out.Line("=====================================");
        streams.Out.Line($"User: {line.User}");
        streams.Out.Line($"JobName: {line.Name}");
        streams.Out.Line($"Submitted At: {submitted:d-MMM-yyyy HH:mm:ss}");
        streams.Out.Line($"Finished after: {line.Elapsed / 1000.0:0.0} s");
        streams.Out.Line($"Status: {line.Status}");
        if (line.Diagnostics.Length > 0)
        {
            streams.Out.Line(line.Diagnostics);
        }

        streams.Out.Line("");
        streams.Out.Line($"{"attempt",-12} {"node",-16} 0 s{new string(' ', Width - 3)}{line.Elapsed / 1000.0:0.0} s");
        foreach (var attempt in line.Attempts)
        {
            var task = string.Join('_', attempt.Id.Split('_')[^3..]);
            streams.Out.Line($"{task,-12} {attempt.Host,-16} {Bar(attempt, line.Elapsed)} {(attempt.End - attempt.Start) / 1000.0:0.0} "
                + $"s{(attempt.Status == "SUCCEEDED" ? "" : " " + attempt.Status)}");
        }
    }

    private static string Bar(TimeLineAttempt attempt, long elapsed)
    {
        Span<char> bar = stackalloc char[Width];
        bar.Fill('.');
        var works = attempt.Status != "SUCCEEDED" ? 'x' : attempt.IsMap ? 'm' : 'r';
        Fill(bar, attempt.Start, attempt.ShuffleEnd, 's');
        Fill(bar, attempt.ShuffleEnd, attempt.SortEnd, 'o');
        Fill(bar, attempt.SortEnd, attempt.End, works);

        // However short it was, it is seen.
        bar[At(attempt.End)] = works;
        return new string(bar);

        int At(long time) => (int)Math.Clamp(time * Width / elapsed, 0, Width - 1);

        void Fill(Span<char> on, long from, long to, char with)
        {
            if (to > from)
            {
                on[At(from)..(At(to) + 1)].Fill(with);
            }
        }
    }
}
