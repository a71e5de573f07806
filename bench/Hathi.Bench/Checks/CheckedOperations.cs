using System.Globalization;

namespace Hathi.Bench.Checks;

/// <summary>The operations of <c>bench --check</c>, on one lab.</summary>
/// <param name="lab">With HDFS and YARN on three nodes.</param>
/// <param name="samples">The folder of our sample programs.</param>
/// <param name="directory">For files on this side.</param>
/// <param name="bytes">Size of what is put, counted and sorted.</param>
/// <param name="files">How many files are created.</param>
internal sealed class CheckedOperations(HathiLab lab, string samples, string directory, long bytes, int files)
{
    private const int TeraRow = 100;
    private const int Listings = 10;
    private const int OpensAFile = 5;

    /// <summary>All rows, in the order in which they run: <c>start</c> is the last, for after it servers are not warm.</summary>
    public static IReadOnlyList<string> Rows { get; } = ["put", "get", "create", "open", "wordcount", "terasort", "ls", "start"];

    private string Source => Path.Combine(directory, "source");

    private string Size => string.Create(CultureInfo.InvariantCulture, $"{bytes >> 20} MiB");

    public CheckedOperation Of(string row) => row switch
    {
        "put" => Put(),
        "get" => Get(),
        "create" => Create(),
        "open" => Open(),
        "wordcount" => WordCount(),
        "terasort" => TeraSort(),
        "ls" => List(),
        "start" => Start(),
        _ => throw new BenchException($"there is no row '{row}' of --check; there are {string.Join(", ", Rows)}"),
    };

    private CheckedOperation Put() => new("put", $"a file of {Size}, three replicas", 1, () => Client("dfs", "-put", Source, "/put"))
    {
        Begin = () => TransferBench.MakeFile(Source, bytes),
        Prepare = () => Remove("/put"),
        End = () =>
        {
            Remove("/put");
            File.Delete(Source);
        },
    };

    private CheckedOperation Get()
    {
        var back = Path.Combine(directory, "back");
        return new("get", $"a file of {Size}", 1, () => Client("dfs", "-get", "/get", back))
        {
            Begin = () =>
            {
                TransferBench.MakeFile(Source, bytes);
                Client("dfs", "-put", Source, "/get");
                File.Delete(Source);
            },
            Prepare = () => File.Delete(back),
            End = () =>
            {
                Remove("/get");
                File.Delete(back);
            },
        };
    }

    private CheckedOperation Create() => new(
        "create", $"of {files} empty files, with complete", CallLoad.Names(files), () => Calls("create+close", "/create"))
    {
        Prepare = () => Remove("/create"),
        End = () => Remove("/create"),
    };

    private CheckedOperation Open() => new(
        "open", $"of one of {files} files", OpensAFile * CallLoad.Names(files), () => Repeat(OpensAFile, () => Calls("open", "/open")))
    {
        Begin = () => Calls("create+close", "/open"),
        End = () => Remove("/open"),
    };

    private CheckedOperation WordCount() =>
        new(
            "wordcount",
            $"text of {Size}, in containers",
            1,
            () => Job("mapreduce.job.ubertask.enable=false", "WordCount", "/words", "/counts"))
        {
            Begin = () =>
            {
                WordsFile.Write(Source, bytes);
                Client("dfs", "-put", Source, "/words");
                File.Delete(Source);
            },
            Prepare = () => Remove("/counts"),
            End = () => Remove("/words", "/counts"),
        };

    private CheckedOperation TeraSort() =>
        new("terasort", $"rows of {Size}, two reduces", 1, () => Job("mapreduce.job.reduces=2", "TeraSort", "/rows", "/sorted"))
        {
            Begin = () => Job("mapreduce.job.maps=2", "TeraGen", (bytes / TeraRow).ToString(CultureInfo.InvariantCulture), "/rows"),
            Prepare = () => Remove("/sorted"),
            End = () => Remove("/rows", "/sorted"),
        };

    private CheckedOperation List()
    {
        var source = Path.Combine(directory, "one");
        return new("ls", "of one file, whole process", Listings, () => Repeat(Listings, () => Client("dfs", "-ls", "/one")))
        {
            Begin = () =>
            {
                File.WriteAllText(source, "one line\n");
                Client("dfs", "-put", source, "/one");
            },
            End = () => Remove("/one"),
        };
    }

    private CheckedOperation Start() => new("start", "a lab of three nodes with data kept, until it rests", 1, () => lab.Up())
    {
        Prepare = lab.Down,
        StartsLab = true,
    };

    private void Calls(string operation, string root) => CallLoad.Drive(lab, root, operation, files);

    private void Job(string setting, string sample, params string[] arguments) =>
        Client(["run", "--quiet", "-D", setting, Path.Combine(samples, sample + ".cs"), .. arguments]);

    private void Remove(params string[] paths) => Client(["dfs", "-rm", "-r", "-f", "-skipTrash", .. paths]);

    private static void Repeat(int times, Action what)
    {
        for (var i = 0; i < times; i++)
        {
            what();
        }
    }

    private void Client(params string[] arguments) => lab.Client(lab, arguments);
}
