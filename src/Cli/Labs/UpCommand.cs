using System.CommandLine;
using System.CommandLine.Parsing;
using System.Diagnostics;
using Hathi.Cli.Kit;
using Hathi.Lab;
using Hathi.Lab.Spec;
using Hathi.Platform.Processes;

namespace Hathi.Cli.Labs;

/// <summary><c>hathi up</c>: makes the lab when it is new, starts it, returns when it serves.</summary>
internal static class UpCommand
{
    public static Command Create()
    {
        var nodes = new Option<int?>("--nodes") { Description = "How many nodes (5)" };
        var racks = new Option<int?>("--racks") { Description = "On how many racks (2)" };
        var services = new Option<string?>("--services") { Description = "What it serves: hdfs, and yarn and ring (hdfs,yarn,ring)" };
        var file = new Option<string?>("--file") { Description = "A lab.yaml that declares the lab" };
        var hadoop = new Option<string?>("--hadoop")
        {
            Description =
                "An Apache Hadoop whose classes stock jobs find: what Apache publishes, unpacked, or a directory of all jars (HADOOP_HOME)",
        };
        var name = LabCommands.NameOption();
        var command = new Command("up", "Start a lab of networked nodes; the first time, make it")
        {
            nodes, racks, services, file, hadoop, name,
        };
        command.SetAction((parsed, cancellation) => LabCommands.RunAsync(() => RunAsync(Read(parsed, File.ReadAllText), cancellation)));
        return command;
    }

    /// <summary>What a command line says.</summary>
    /// <param name="parsed">Of <see cref="Create"/>.</param>
    /// <param name="read">Reads a file.</param>
    internal static Asked Read(ParseResult parsed, Func<string, string> read)
    {
        var file = parsed.GetValue<string?>("--file");
        var (name, declared) = NameAndLab(
            parsed.GetValue<string>("--name")!, parsed.GetResult("--name") is OptionResult { Implicit: false }, file, read);
        return new Asked(
            name, parsed.GetValue<int?>("--nodes"), parsed.GetValue<int?>("--racks"), parsed.GetValue<string?>("--services"),
            parsed.GetValue<string?>("--hadoop"), file, declared);
    }

    /// <summary>The lab's name, as given or else as the file says, and what the file declares.</summary>
    /// <param name="name">As given, or the default.</param>
    /// <param name="isGiven">It was given.</param>
    /// <param name="file">The file; null: there is none.</param>
    /// <param name="read">Reads a file.</param>
    internal static (string Name, LabSpec? Declared) NameAndLab(string name, bool isGiven, string? file, Func<string, string> read)
    {
        if (file is null)
        {
            return (name, null);
        }

        var declared = LabSpecFile.Parse(read(file), file);
        return isGiven ? (name, declared with { Name = name }) : (declared.Name, declared);
    }

    private static async Task<int> RunAsync(Asked asked, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var home = LabCommands.Home(asked.Name);
        var existing = ProcessLab.Exists(home) ? LabCommands.Open(asked.Name) : null;
        var hadoop = Hadoop(asked, existing);
        if (existing is not null)
        {
            Check(existing, asked, hadoop);
        }

        var lab = existing ?? ProcessLab.Create(home, Declare(asked, hadoop), Environment.ProcessPath!);
        lab = hadoop is null ? lab : lab.With(hadoop);
        await lab.UpAsync(new LabProgress(lab), cancellation).ConfigureAwait(false);
        Console.WriteLine(
            $"lab {asked.Name} serves {lab.FileSystemUri} with {lab.Spec.Nodes.Count} nodes after {clock.Elapsed.TotalSeconds:0.0} s");
        if (hadoop is not null)
        {
            Console.WriteLine(HadoopChoice.Describe(hadoop, JavaInstallation.Find()));
        }

        return ExitCode.Ok;
    }

    internal static HadoopHome? Hadoop(Asked asked, ProcessLab? existing) => HadoopChoice.Choose(
        asked.Hadoop,
        (asked.Declared ?? existing?.Spec)?.Hadoop,
        asked.File ?? existing?.Home.SpecFile ?? "",
        Environment.GetEnvironmentVariable(HadoopHome.Variable),
        static message => Console.Error.WriteLine("hathi: " + message));

    /// <summary>The lab that is made. What the environment names is not written down: another shell may name another, or none.</summary>
    internal static LabSpec Declare(Asked asked, HadoopHome? hadoop)
    {
        if (asked.Declared is { } declared)
        {
            return asked.Nodes is null && asked.Racks is null && asked.Services is null
                ? declared with { Hadoop = asked.Hadoop is null ? declared.Hadoop : hadoop!.Path }
                : throw new LabException("--file declares nodes, racks and roles; leave out --nodes, --racks and --services");
        }

        var count = asked.Nodes ?? 5;
        return LabSpec.Uniform(asked.Name, count, asked.Racks ?? Math.Min(2, count), Services(asked.Services), 1, null, null) with
        {
            Hadoop = asked.Hadoop is null ? null : hadoop!.Path,
        };
    }

    private static LabServices Services(string? words) => words is null ? LabServices.All : LabServiceNames.Parse(words.Split(','));

    private static void Check(ProcessLab lab, Asked asked, HadoopHome? hadoop)
    {
        var has = lab.Spec.Nodes.Count;
        var onRacks = lab.Spec.Nodes.Select(n => n.Rack).Distinct().Count();
        if (asked.Declared is not null || asked.Services is not null || (asked.Nodes is { } n && n != has)
            || (asked.Racks is { } r && r != onRacks))
        {
            throw new LabException($"lab '{lab.Spec.Name}' exists with {has} nodes on {onRacks} racks; "
                + $"edit {lab.Home.SpecFile}, use another --name, or `hathi destroy` it");
        }

        if (asked.Hadoop is not null && hadoop!.Path != lab.Spec.Hadoop)
        {
            throw new LabException(
                $"lab '{lab.Spec.Name}' exists {(lab.Spec.Hadoop is { } other ? $"with the Hadoop in {other}" : "without a Hadoop")}; "
                + $"write `hadoop: {hadoop.Path}` into {lab.Home.SpecFile}, and `hathi up` again");
        }
    }

    /// <summary>What the command line says.</summary>
    internal sealed record Asked(string Name, int? Nodes, int? Racks, string? Services, string? Hadoop, string? File, LabSpec? Declared);
}
