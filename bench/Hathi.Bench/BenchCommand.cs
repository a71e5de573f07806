using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;
using Hathi.Bench.Checks;

namespace Hathi.Bench;

/// <summary>
/// <c>hathi bench</c>: measures Hathi beside Apache Hadoop, in turns, and prints Markdown; with <c>--check</c> compares the processor
/// time an operation with the baseline in the source tree. Nothing is measured before the whole command line is understood.
/// </summary>
internal static class BenchCommand
{
    private const string All = "all";
    private const int Most = 100_000_000;

    public static RootCommand Create()
    {
        var only = new Option<string?>("--only")
        {
            Description =
                $"Some of {string.Join(", ", BenchRun.Parts)}; with --check some of {string.Join(", ", CheckedOperations.Rows)} (all)",
        };
        var rounds = Count("--rounds", "How often each is measured (3, with --check 5)");
        var size = Count("--size", "MiB of what is put, got, counted and sorted (1024, with --check 256)");
        var files = Count(
            "--files",
            "How many files are created (20000), or known to the Core of which steps are measured (1000000), or requests of the ring "
                + "(300000)");
        var applications = Count("--applications", "How many applications are submitted at once (1000)");
        var work = new Option<string?>("--work")
        {
            Description =
                "A directory that is made, used and deleted; nobody else's files may be in it (one below /tmp and one in /dev/shm)",
        };
        var alone = new Option<bool>("--alone") { Description = "Leave Apache out, for a profiler" };
        var ours = new Option<string?>("--ours")
        {
            Description = "With ring: address and port of a node of ours that runs already, or none: Cassandra alone (one is started)",
        };
        var theirs = new Option<string?>("--theirs")
        {
            Description = "With ring: address and port of a Cassandra that runs already, measured as it is (it is started in two kinds)",
        };
        var check = new Option<bool>("--check")
        {
            Description = "Compare processor time an operation with bench/baseline.json; needs no peers",
        };
        var write = new Option<bool>("--write") { Description = "With --check: write the figures to the baseline instead" };
        var add = new Option<bool>("--add") { Description = "With --check: add them to what the baseline has seen" };
        var command = new RootCommand("Measure Hathi beside Apache Hadoop (HATHI_PEERS, or ../shared/peers), in turns")
        {
            only, rounds, size, files, applications, work, alone, ours, theirs, check, write, add,
        };
        command.Validators.Add(result =>
        {
            if (Fault(result) is { } fault)
            {
                result.AddError(fault);
            }
        });
        command.SetAction(static parsed =>
        {
            try
            {
                return parsed.GetValue<bool>("--check") ? CheckCommand.Run(Check(parsed, Root())) : BenchRun.Run(Bench(parsed, Root()));
            }
            catch (BenchException e)
            {
                Console.Error.WriteLine("hathi bench: " + e.Message);
                return 1;
            }
        });
        return command;
    }

    /// <summary>What a command line without <c>--check</c> asks for.</summary>
    internal static BenchOptions Bench(ParseResult parsed, string root) => new(
        root,
        Words(parsed.GetValue<string?>("--only"), BenchRun.Parts),
        parsed.GetValue<int?>("--rounds") ?? 3,
        (parsed.GetValue<int?>("--size") ?? 1024L) << 20,
        parsed.GetValue<int?>("--files"),
        parsed.GetValue<int?>("--applications") ?? 1000,
        parsed.GetValue<string?>("--work"),
        parsed.GetValue<bool>("--alone"))
    {
        Ours = parsed.GetValue<string?>("--ours"), Theirs = parsed.GetValue<string?>("--theirs"),
    };

    /// <summary>What one with it asks for.</summary>
    internal static CheckOptions Check(ParseResult parsed, string root) => new(
        root,
        parsed.GetValue<string?>("--only") ?? All,
        parsed.GetValue<int?>("--rounds") ?? 5,
        (parsed.GetValue<int?>("--size") ?? 256L) << 20,
        parsed.GetValue<int?>("--files") ?? 20000,
        // Memory rather than the disk: what the kernel writes back later is nobody's processor time.
        parsed.GetValue<string?>("--work")
            ?? Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), "hathi-bench-check"),
        parsed.GetValue<bool>("--write") || parsed.GetValue<bool>("--add"),
        parsed.GetValue<bool>("--add"));

    private static string? Fault(CommandResult result)
    {
        var checks = result.GetValue<bool>("--check");
        string[] others = checks ? ["--alone", "--applications", "--ours", "--theirs"] : ["--write", "--add"];
        if (others.FirstOrDefault(option => result.GetResult(option) is OptionResult { Implicit: false }) is { } other)
        {
            return checks ? $"{other} has no meaning with --check" : $"{other} has a meaning with --check only";
        }

        foreach (var (option, isNone) in ((string, bool)[])[("--ours", true), ("--theirs", false)])
        {
            if (result.GetValue<string?>(option) is { } address && !(isNone && address == "none") && !IsAddress(address))
            {
                return $"{option}: '{address}' is no address and port, such as 127.77.0.200:9042";
            }
        }

        var asked = result.GetValue<string?>("--only");
        var known = checks ? CheckedOperations.Rows : BenchRun.Parts;
        if (Words(asked, known).FirstOrDefault(word => !known.Contains(word)) is { } unknown)
        {
            return $"--only: there is no '{unknown}'; there are {string.Join(", ", known)}";
        }

        var alone = result.GetValue<bool>("--alone") && asked is not (null or All);
        return alone && Words(asked, known).FirstOrDefault(BenchRun.NeedsApache) is { } part
            ? $"--only: '{part}' is not measured without Apache (--alone)"
            : null;
    }

    private static bool IsAddress(string text) => IPEndPoint.TryParse(text, out var parsed) && parsed.Port != 0;

    private static IReadOnlyList<string> Words(string? only, IReadOnlyList<string> all) => only is null or All ? all : only.Split(',');

    // At least one, and not so many that bytes or calls overflow.
    private static Option<int?> Count(string name, string description)
    {
        var option = new Option<int?>(name) { Description = description };
        option.Validators.Add(result =>
        {
            var text = result.Tokens is [var token] ? token.Value : null;
            var isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
            if (text is not null && !(isNumber && number is > 0 and <= Most))
            {
                result.AddError($"{name} is a number from 1 to {Most}, not '{text}'");
            }
        });
        return option;
    }

    private static string Root() => Environment.GetEnvironmentVariable("HATHI_ROOT") ?? Directory.GetCurrentDirectory();
}
