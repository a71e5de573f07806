using System.Globalization;
using System.Text.RegularExpressions;

// Visits in the log of a web server:  hathi run samples/LogSessions.cs /logs /sessions 30
// A visitor (the user, or the host where nobody has logged in) who asks for nothing for so many minutes has left. Input is the common log
// format; output lines are "VISITOR TAB START TAB SECONDS TAB REQUESTS", in the order of time for each visitor.
public sealed class LogSessions : IJobProgram
{
    public void Configure(JobBuilder job, string[] args) => job
        .Input(args[0]).Map<Parse>().Reduce(() => new Cut(60 * int.Parse(args[2]))).Output(args[1]);

    private sealed class Parse : Mapper<long, Text, string, long>
    {
        private static readonly Regex Line = new(
            """^(\S+) \S+ (\S+) \[(\d\d/\w{3}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4})\] """, RegexOptions.Compiled);

        public override void Map(long offset, Text line, Context context)
        {
            var match = Line.Match(line.ToString());
            if (match.Success && DateTimeOffset.TryParseExact(
                match.Groups[3].Value, "dd/MMM/yyyy:HH:mm:ss zzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            {
                context.Write(match.Groups[match.Groups[2].Value == "-" ? 1 : 2].Value, time.ToUnixTimeSeconds());
            }
            else
            {
                context.Counter("LogSessions", "Lines that are no requests").Increment();
            }
        }
    }

    private sealed class Cut(int gap) : Reducer<string, long, string, string>
    {
        public override void Reduce(string visitor, Values<long> times, Context context)
        {
            var (start, last, requests) = (0L, 0L, 0);
            foreach (var time in times.Order())
            {
                if (requests > 0 && time - last >= gap)
                {
                    Write(visitor, start, last, requests, context);
                    requests = 0;
                }

                (start, last, requests) = (requests == 0 ? time : start, time, requests + 1);
            }

            Write(visitor, start, last, requests, context);
        }

        private static void Write(string visitor, long start, long last, int requests, Context context) =>
            context.Write(visitor, $"{DateTimeOffset.FromUnixTimeSeconds(start):yyyy-MM-ddTHH:mm:ssZ}\t{last - start}\t{requests}");
    }
}
