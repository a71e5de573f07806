using Hathi.Base;
using Hathi.Lab.Spec;

namespace Hathi.Lab;

/// <summary>
/// Apache Hadoop as it lies on this machine, for the jobs that need its classes: a distribution as Apache publishes it
/// (<c>share/hadoop/…</c>), or a directory that holds all jars.
/// </summary>
public sealed class HadoopHome
{
    /// <summary>The variable in which users have it.</summary>
    public const string Variable = "HADOOP_HOME";

    // A class path is cut at colons, a list of settings at commas and semicolons; the rest means something to the shell that starts a
    // container or to what expands a launch context.
    private const string Forbidden = ",:;\"'\\$`*{}<>\n\r";

    private static readonly string[] Parts = ["common", "hdfs", "yarn", "mapreduce"];

    // One jar of each part that a job's master and its tasks cannot do without.
    private static readonly (string Part, string Jar)[] Needed =
    [
        ("common", "hadoop-common"),
        ("hdfs", "hadoop-hdfs-client"),
        ("yarn", "hadoop-yarn-client"),
        ("mapreduce", "hadoop-mapreduce-client-core"),
        ("mapreduce", "hadoop-mapreduce-client-app"),
    ];

    private readonly bool _isDistribution;

    private HadoopHome(string path, bool isDistribution)
    {
        Path = path;
        _isDistribution = isDistribution;
    }

    /// <summary>Its directory, an absolute path.</summary>
    public string Path { get; }

    /// <summary>
    /// Where the classes of common, HDFS and YARN are, as yarn.application.classpath lists them, without a configuration.
    /// </summary>
    public IReadOnlyList<string> YarnClasses => _isDistribution ? [.. Parts.Where(static p => p != "mapreduce").SelectMany(JarsOf)] : [All];

    /// <summary>Where the classes of MapReduce are, as mapreduce.application.classpath lists them.</summary>
    public IReadOnlyList<string> MapReduceClasses => _isDistribution ? [.. JarsOf("mapreduce")] : [All];

    private string All => System.IO.Path.Combine(Path, "*");

    /// <summary>Looks at a directory.</summary>
    /// <param name="path">The directory; where it is relative, to the current one.</param>
    /// <param name="where">Who names it, for the message: <c>--hadoop</c>.</param>
    /// <exception cref="LabException">There is no Hadoop, or not all of it: the message says what was looked for.</exception>
    public static HadoopHome Open(string path, string where)
    {
        var full = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        if (full.IndexOfAny(Forbidden.ToCharArray()) is >= 0 and var at)
        {
            throw new LabException(
                $"{where}: {full}: a path with '{full[at]}' cannot stand in a class path; make a link to it that has another name");
        }

        if (!Directory.Exists(full))
        {
            throw new LabException($"{where}: {full}: there is no such directory");
        }

        try
        {
            var isDistribution = Directory.Exists(Share(full, ""));
            var missing = Needed.Where(n => !HasJar(isDistribution ? Share(full, n.Part) : full, n.Jar)).ToList();
            return missing.Count switch
            {
                0 => new HadoopHome(full, isDistribution),
                _ when missing.Count < Needed.Length => throw new LabException(
                    $"{where}: {full}: a part of Hadoop is missing: "
                    + $"{string.Join(", ", missing.Select(n => (isDistribution ? $"share/hadoop/{n.Part}/" : "") + n.Jar + "-*.jar"))}"),
                _ => throw new LabException(
                    $"{where}: {full}: no Hadoop is there: neither share/hadoop/common/hadoop-common-*.jar, as in what Apache publishes, "
                    + "nor hadoop-common-*.jar, as in a directory of all jars"),
            };
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            throw new LabException($"{where}: {full}: {e.Message}", e);
        }
    }

    private static string Share(string home, string part) => System.IO.Path.Combine(home, "share", "hadoop", part);

    // hadoop-common-3.4.1.jar, and not hadoop-common-3.4.1-tests.jar.
    private static bool HasJar(string directory, string name) =>
        Directory.Exists(directory) && Directory.EnumerateFiles(directory, name + "-*.jar")
            .Select(f => System.IO.Path.GetFileNameWithoutExtension(f)[(name.Length + 1)..])
            .Any(static version => char.IsAsciiDigit(version[0])
                && !version.EndsWith("-tests", StringComparison.Ordinal)
                && !version.EndsWith("-sources", StringComparison.Ordinal));

    private IEnumerable<string> JarsOf(string part) =>
        [System.IO.Path.Combine(Share(Path, part), "*"), System.IO.Path.Combine(Share(Path, part), "lib", "*")];
}
