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
            () =>
            {
                var (asked, declared) = NameAndLab(parsed.GetValue(name)!, parsed.GetResult(name) is { Implicit: false }, parsed.GetValue(file), File.ReadAllText);
                return RunAsync(asked, parsed.GetValue(nodes), parsed.GetValue(racks), parsed.GetValue(services), declared, cancellation);
            }));
        return command;
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

    private static async Task<int> RunAsync(string name, int? nodes, int? racks, string? services, LabSpec? declared, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var home = LabCommands.Home(name);
        ProcessLab lab;
        if (ProcessLab.Exists(home))
        {
            lab = LabCommands.Open(name);
            Check(lab, nodes, racks, services, declared);
        }
        else
        {
            lab = ProcessLab.Create(home, Declare(name, nodes, racks, services, declared), Environment.ProcessPath!);
        }

        await lab.UpAsync(new LabProgress(lab), cancellation).ConfigureAwait(false);
        Console.WriteLine($"lab {name} serves {lab.FileSystemUri} with {lab.Spec.Nodes.Count} nodes after {clock.Elapsed.TotalSeconds:0.0} s");
        return ExitCode.Ok;
    }

    private static LabSpec Declare(string name, int? nodes, int? racks, string? services, LabSpec? declared)
    {
        if (declared is null)
        {
            var count = nodes ?? 5;
            return LabSpec.Uniform(name, count, racks ?? Math.Min(2, count), Services(services), 1, null, null);
        }

        if (nodes is not null || racks is not null || services is not null)
        {
            throw new LabException("--file declares nodes, racks and roles; leave out --nodes, --racks and --services");
        }

        return declared;
    }

    private static LabServices Services(string? words) => words is null ? LabServices.All : LabServiceNames.Parse(words.Split(','));

    private static void Check(ProcessLab lab, int? nodes, int? racks, string? services, LabSpec? declared)
    {
        var has = lab.Spec.Nodes.Count;
        var onRacks = lab.Spec.Nodes.Select(n => n.Rack).Distinct().Count();
        if (declared is not null || services is not null || (nodes is { } n && n != has) || (racks is { } r && r != onRacks))
        {
            throw new LabException($"lab '{lab.Spec.Name}' exists with {has} nodes on {onRacks} racks; edit {lab.Home.SpecFile}, use another --name, or `hathi destroy` it");
        }
    }
}
