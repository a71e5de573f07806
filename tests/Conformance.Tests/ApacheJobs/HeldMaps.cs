namespace Hathi.Conformance.Tests.ApacheJobs;

/// <summary>
/// A TeraSort that cannot end, nor lose its middle to a fast machine: half of its maps wait until they are let go. They wait at a named
/// pipe, which opens for who reads it as soon as somebody has it open to write; where they wait they write down before.
/// </summary>
internal sealed class HeldMaps : IDisposable
{
    /// <summary>Rows of 100 bytes: six blocks of <see cref="BlockBytes"/>, each of which is a map.</summary>
    public const int Rows = 240_000;

    public const int BlockBytes = 4 << 20;

    /// <summary>What the maps tell together when those have ended that are not held, and a little less.</summary>
    public const double Free = 0.4;

    /// <summary>How many are held, of six.</summary>
    private const int Held = 3;

    // Bash reads this before the command of the container, which names the attempt; that a map waits is no reason to double
    // it or to call it dead.
    private const string Gate =
        """
        case $BASH_EXECUTION_STRING in
        *attempt_*_m_00000[345]_*)
          echo "$NM_HOST" > "PLACE/waiting/$CONTAINER_ID"
          : < "PLACE/go";;
        esac
        """;

    private const string Map = "public override void Map(long offset, Bytes row, Context context) =>";

    // The client runs mappers, too, to see keys: nobody holds it.
    private const string HeldMap =
        """
        private bool _isLetGo;

        public override void Map(long offset, Bytes row, Context context)
        {
            if (!_isLetGo && context.Split is FileSplit { Start: >= FREE }
                && System.Environment.GetEnvironmentVariable("NM_HOST") is { } host)
            {
                System.IO.File.WriteAllText($"PLACE/waiting/{System.Guid.NewGuid()}", host);
                using var go = System.IO.File.Open(
                    "PLACE/go", System.IO.FileMode.Open, System.IO.FileAccess.Read, System.IO.FileShare.ReadWrite);
            }

            _isLetGo = true;
            Pass(row, context);
        }

        private static void Pass(Bytes row, Context context) =>
        """;

    private readonly WorkDirectory _work = new();
    private FileStream? _go;

    public HeldMaps()
    {
        Directory.CreateDirectory(Waiting);
        Commands.Run(new Dictionary<string, string>(), "mkfifo", Go).Ok();
        File.WriteAllText(GateFile, Placed(Gate) + "\n");
        var sample = File.ReadAllText(Path.Combine(Programs.Root, "samples", "TeraSort.cs"));
        Assert.Contains(Map, sample, StringComparison.Ordinal);
        File.WriteAllText(Sample, sample.Replace(Map, Placed(HeldMap), StringComparison.Ordinal));
    }

    /// <summary>For a job of Apache's, and for ours.</summary>
    public string[] Options =>
    [
        "-Dmapreduce.map.speculative=false", "-Dmapreduce.task.timeout=3600000", "-Dmapreduce.task.stuck.timeout-ms=3600000",
        "-Dmapreduce.task.progress-report.interval=1000",
    ];

    /// <summary>For a job of Apache's, besides.</summary>
    public string StockOption => $"-Dmapreduce.map.env.BASH_ENV={GateFile}";

    /// <summary>Our sample, held.</summary>
    public string Sample => Path.Combine(_work.Path, "TeraSort.cs");

    /// <summary>The host names of NodeManagers whose containers have waited; null as long as some map does not wait yet.</summary>
    public IReadOnlyList<string>? Hosts
    {
        get
        {
            // One that is being written down is empty still.
            var hosts = Directory.GetFiles(Waiting).Select(static f => File.ReadAllText(f).Trim()).Where(static h => h.Length > 0).ToList();
            return hosts.Count >= Held ? hosts : null;
        }
    }

    private string Waiting => Path.Combine(_work.Path, "waiting");

    private string Go => Path.Combine(_work.Path, "go");

    private string GateFile => Path.Combine(_work.Path, "gate.sh");

    /// <summary>Those that wait go on, and those that come later do not wait.</summary>
    public void LetGo() => _go ??= new FileStream(Go, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);

    public void Dispose()
    {
        LetGo();
        _go!.Dispose();
        _work.Dispose();
    }

    private string Placed(string text) => text.Replace("PLACE", _work.Path, StringComparison.Ordinal)
        .Replace("FREE", $"{Held * (long)BlockBytes}", StringComparison.Ordinal);
}
