using System.Globalization;
using System.Text;

namespace Hathi.MapReduce.Protocol.History;

/// <summary>
/// What the name of a finished job's history file says of the job, so that a list of jobs needs no file to be opened:
/// <c>JOB-SUBMITTED-USER-NAME-FINISHED-MAPS-REDUCES-STATUS-QUEUE-STARTED.jhist</c>, each part encoded as in a URL's query, a dash within a
/// part as %2D. Source: Apache's <c>FileNameIndexUtils</c>.
/// </summary>
/// <param name="JobId">job_…</param>
/// <param name="SubmitTime">Milliseconds since 1970, as all times.</param>
/// <param name="User">Who ran it.</param>
/// <param name="JobName">Cut to 50 encoded characters.</param>
/// <param name="FinishTime">When it ended.</param>
/// <param name="Maps">How many map tasks succeeded.</param>
/// <param name="Reduces">How many reduce tasks succeeded.</param>
/// <param name="Status">SUCCEEDED, FAILED, KILLED or ERROR.</param>
/// <param name="Queue">Its queue.</param>
/// <param name="StartTime">When its first task could start.</param>
public sealed record HistoryFileName(
    string JobId, long SubmitTime, string User, string JobName, long FinishTime, int Maps, int Reduces, string Status, string Queue,
    long StartTime)
{
    /// <summary>Of history files.</summary>
    public const string Extension = ".jhist";

    /// <summary>Of the file with the job's settings, behind the job's id.</summary>
    public const string ConfSuffix = "_conf.xml";

    /// <summary>Of the one-line summary, behind the job's id, that tells the history server that the other two are complete.</summary>
    public const string SummarySuffix = ".summary";

    private const int NameLimit = 50;

    /// <summary>The name of the file.</summary>
    public override string ToString() => string.Join(
        '-', Encode(JobId), Number(SubmitTime), Encode(NonEmpty(User)), Cut(Encode(NonEmpty(JobName))), Number(FinishTime), Number(Maps),
        Number(Reduces),
        Encode(Status), Encode(NonEmpty(Queue)), Number(StartTime)) + Extension;

    /// <summary>Takes a name apart; numbers that cannot be read are 0, parts that are missing empty.</summary>
    /// <returns>Null when it is no history file's name: users name files as they like.</returns>
    public static HistoryFileName? Parse(string name)
    {
        if (!name.EndsWith(Extension, StringComparison.Ordinal) || !name.StartsWith("job_", StringComparison.Ordinal))
        {
            return null;
        }

        var parts = name[..^Extension.Length].Split('-').Select(Decode).ToArray();
        if (IdText.ParseJob(parts[0]) is not { } job || IdText.Of(job) != parts[0])
        {
            return null;
        }

        return new HistoryFileName(
            parts[0], Time(1), Text(2), Text(3), Time(4), (int)Time(5), (int)Time(6), Text(7), Text(8),
            parts.Length > 9 ? Time(9) : Time(1));

        string Text(int i) => i < parts.Length ? parts[i] : "";
        long Time(int i) => long.TryParse(Text(i), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : 0;
    }

    private static string NonEmpty(string text) => text.Length == 0 ? "NA" : text;

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    // As java.net.URLEncoder: letters, digits and .-*_ stay, a space is a plus; and then the dash, which separates the parts.
    private static string Encode(string text)
    {
        var encoded = new StringBuilder();
        foreach (var b in Encoding.UTF8.GetBytes(text))
        {
            var c = (char)b;
            _ = char.IsAsciiLetterOrDigit(c) || c is '.' or '*' or '_'
                ? encoded.Append(c)
                : c == ' ' ? encoded.Append('+')
                : encoded.Append('%').Append(b.ToString("X2", CultureInfo.InvariantCulture));
        }

        return encoded.ToString();
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    // Never through the middle of an encoded character.
    private static string Cut(string encoded)
    {
        if (encoded.Length <= NameLimit)
        {
            return encoded;
        }

        var end = NameLimit;
        while (end > 0 && (encoded[end - 1] == '%' || (end > 1 && encoded[end - 2] == '%') || IsContinuation(encoded, end)))
        {
            end--;
        }

        return encoded[..end];
    }

    private static bool IsContinuation(string encoded, int at) =>
        at + 1 < encoded.Length && encoded[at] == '%' && encoded[at + 1] is '8' or '9' or 'A' or 'B';
}
