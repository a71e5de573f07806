using System.Text;

namespace Hathi.MapReduce.Counting;

/// <summary>
/// Apache's names of groups and counters, and what they print. Source: TaskCounter.properties, JobCounter.properties and their neighbours.
/// </summary>
internal static class CounterNames
{
    internal const string FileSystem = "org.apache.hadoop.mapreduce.FileSystemCounter";
    internal const string Job = "org.apache.hadoop.mapreduce.JobCounter";
    internal const string Task = "org.apache.hadoop.mapreduce.TaskCounter";
    internal const string Shuffle = "Shuffle Errors";
    internal const string FileInput = "org.apache.hadoop.mapreduce.lib.input.FileInputFormatCounter";
    internal const string FileOutput = "org.apache.hadoop.mapreduce.lib.output.FileOutputFormatCounter";
    internal const string BytesRead = "BYTES_READ";
    internal const string BytesWritten = "BYTES_WRITTEN";

    // The machine's own files are printed before all others.
    private const int OtherSchemes = 100;

    // The blanks at the ends of some are Apache's.
    private static readonly Dictionary<string, string> Groups = new(StringComparer.Ordinal)
    {
        [FileSystem] = "File System Counters",
        [Job] = "Job Counters ",
        [Task] = "Map-Reduce Framework",
        [FileInput] = "File Input Format Counters ",
        [FileOutput] = "File Output Format Counters ",
    };

    private static readonly string[] GroupOrder = [FileSystem, Job, Task];

    private static readonly string[] TaskLabels =
    [
        "Map input records", "Map output records", "Map skipped records", "Map output bytes", "Map output materialized bytes",
        "Input split bytes",
        "Combine input records", "Combine output records", "Reduce input groups", "Reduce shuffle bytes", "Reduce input records",
        "Reduce output records", "Reduce skipped groups", "Reduce skipped records", "Spilled Records", "Shuffled Maps ", "Failed Shuffles",
        "Merged Map outputs", "GC time elapsed (ms)", "CPU time spent (ms)", "Physical memory (bytes) snapshot",
        "Virtual memory (bytes) snapshot", "Total committed heap usage (bytes)",
    ];

    private static readonly string[] JobLabels =
    [
        "Failed map tasks", "Failed reduce tasks", "Killed map tasks", "Killed reduce tasks", "Launched map tasks", "Launched reduce tasks",
        "Other local map tasks", "Data-local map tasks", "Rack-local map tasks", "Total time spent by all map tasks (ms)",
        "Total time spent by all reduce tasks (ms)",
    ];

    private static readonly string[] FileSystemLabels =
    [
        "Number of bytes read", "Number of bytes written", "Number of read operations", "Number of large read operations",
        "Number of write operations", "Number of bytes read erasure-coded",
    ];

    private static readonly string[] TaskNames = Names<TaskCounter>();
    private static readonly string[] JobNames = Names<JobCounter>();
    private static readonly string[] FileSystemNames = Names<FileSystemCounter>();

    internal static string Of(TaskCounter counter) => TaskNames[(int)counter];

    internal static string Of(JobCounter counter) => JobNames[(int)counter];

    internal static string Of(FileSystemCounter counter) => FileSystemNames[(int)counter];

    internal static string Group(string name) => Groups.GetValueOrDefault(name, name);

    internal static int GroupRank(string name) => Array.IndexOf(GroupOrder, name) is >= 0 and var rank ? rank : GroupOrder.Length;

    /// <summary>The place of a counter in its group; those of one rank go by name.</summary>
    internal static int Rank(string group, string name) => group switch
    {
        Task => Array.IndexOf(TaskNames, name),
        Job => Array.IndexOf(JobNames, name),
        FileSystem => SplitScheme(name, out var scheme) + (scheme == "FILE" ? 0 : OtherSchemes),
        _ => 0,
    };

    /// <summary>What a counter prints; its own name when it is a user's.</summary>
    internal static string Counter(string group, string name) => group switch
    {
        Task when Array.IndexOf(TaskNames, name) is >= 0 and var i => TaskLabels[i],
        Job when Array.IndexOf(JobNames, name) is >= 0 and var i => JobLabels[i],
        FileSystem when SplitScheme(name, out var scheme) is >= 0 and var i => $"{scheme}: {FileSystemLabels[i]}",
        FileInput when name == BytesRead => "Bytes Read",
        FileOutput when name == BytesWritten => "Bytes Written",
        _ => name,
    };

    private static int SplitScheme(string name, out string scheme)
    {
        var underscore = name.IndexOf('_', StringComparison.Ordinal);
        scheme = underscore < 0 ? "" : name[..underscore];
        return Array.IndexOf(FileSystemNames, name[(underscore + 1)..]);
    }

    // MapInputRecords → MAP_INPUT_RECORDS
    private static string[] Names<T>()
        where T : struct, Enum
        => [.. Enum.GetNames<T>().Select(Upper)];

    private static string Upper(string name)
    {
        var text = new StringBuilder(name.Length + 8);
        foreach (var c in name)
        {
            if (char.IsUpper(c) && text.Length > 0)
            {
                text.Append('_');
            }

            text.Append(char.ToUpperInvariant(c));
        }

        return text.ToString();
    }
}
