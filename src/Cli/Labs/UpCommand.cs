using System.CommandLine;
using System.Diagnostics;
using Hathi.Lab;
using Hathi.Lab.Spec;

namespace Hathi.Cli.Labs;

/// <summary><c>hathi up</c>: makes the lab when it is new, starts it, returns when it serves.</summary>
internal static class UpCommand
{
    public static Command Create()
    {
        var nodes = new Option<int?>("--nodes") { Description = "How many nodes (5)" };
        var racks = new Option<int?>("--racks") { Description = "On how many racks (2)" };
        var services = new Option<string?>("--services") { Description = "What it serves: hdfs or hdfs,yarn (hdfs,yarn)" };
        var file = new Option<string?>("--file") { Description = "A lab.yaml that declares the lab" };
        var name = LabCommands.NameOption();
        var command = new Command("up", "Start a lab of networked nodes; the first time, make it") { nodes, racks, services, file, name };
        command.SetAction((parsed, cancellation) => LabCommands.RunAsync(
            () => RunAsync(NameOf(parsed, name, file), parsed.GetValue(nodes), parsed.GetValue(racks), parsed.GetValue(services), parsed.GetValue(file), cancellation)));
        return command;
    }

    // As given, or else as the file says.
    private static string NameOf(ParseResult parsed, Option<string> name, Option<string?> file) =>
        parsed.GetValue(file) is { } declared && parsed.GetResult(name) is not { Implicit: false }
            ? LabSpecFile.Parse(File.ReadAllText(declared), declared).Name
            : parsed.GetValue(name)!;

    private static async Task<int> RunAsync(string name, int? nodes, int? racks, string? services, string? file, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var home = LabCommands.Home(name);
        ProcessLab lab;
        if (ProcessLab.Exists(home))
        {
            lab = LabCommands.Open(name);
            Check(lab, nodes, racks, services, file);
        }
        else
        {
            lab = ProcessLab.Create(home, Declare(name, nodes, racks, services, file), Environment.ProcessPath!);
        }

        await lab.UpAsync(new LabProgress(lab), cancellation).ConfigureAwait(false);
        Console.WriteLine($"lab {name} serves {lab.FileSystemUri} with {lab.Spec.Nodes.Count} nodes after {clock.Elapsed.TotalSeconds:0.0} s");
        return ExitCode.Ok;
    }

    private static LabSpec Declare(string name, int? nodes, int? racks, string? services, string? file)
    {
        if (file is null)
        {
            var count = nodes ?? 5;
            return LabSpec.Uniform(name, count, racks ?? Math.Min(2, count), Services(services), 1, null, null);
        }

        if (nodes is not null || racks is not null || services is not null)
        {
            throw new LabException("--file declares nodes, racks and roles; leave out --nodes, --racks and --services");
        }

        return LabSpecFile.Parse(File.ReadAllText(file), file) with { Name = name };
    }

    private static LabServices Services(string? words) => words is null ? LabServices.All : LabServiceNames.Parse(words.Split(','));

    private static void Check(ProcessLab lab, int? nodes, int? racks, string? services, string? file)
    {
        var has = lab.Spec.Nodes.Count;
        var onRacks = lab.Spec.Nodes.Select(n => n.Rack).Distinct().Count();
        if (file is not null || services is not null || (nodes is { } n && n != has) || (racks is { } r && r != onRacks))
        {
            throw new LabException($"lab '{lab.Spec.Name}' exists with {has} nodes on {onRacks} racks; edit {lab.Home.SpecFile}, use another --name, or `hathi destroy` it");
        }
    }
}
