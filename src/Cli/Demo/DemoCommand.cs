using System.CommandLine;
using Hathi.Cli.Kit;
using Hathi.Cli.Labs;
using Hathi.Hadoop.Conf;
using Hathi.Hdfs.Client;
using Hathi.Lab;
using Hathi.Lab.Spec;
using Hathi.MapReduce;
using Hathi.MapReduce.Scripts;

namespace Hathi.Cli.Demo;

/// <summary>
/// <c>hathi demo</c>: five nodes, real text, a word count, a killed node, everything back intact; nothing left behind unless asked.
/// </summary>
internal static class DemoCommand
{
    private const string LabName = "demo";
    private const int Nodes = 5;
    private const int Racks = 2;

    public static Command Create()
    {
        var input = new Option<string?>("--input") { Description = "A text of your own" };
        var keep = new Option<bool>("--keep") { Description = "Leave the lab running with its data" };
        var command = new Command("demo", "Show all of it in a minute: a lab, a file, a word count, a killed node") { input, keep };
        command.SetAction(
            (parsed, cancellation) => LabCommands.RunAsync(() => RunAsync(parsed.GetValue(input), parsed.GetValue(keep), cancellation)));
        return command;
    }

    private static async Task<int> RunAsync(string? input, bool keep, CancellationToken cancellation)
    {
        if (input is not null && !File.Exists(input))
        {
            throw new LabException($"--input {input}: there is no such file");
        }

        var work = Directory.CreateTempSubdirectory("hathi-demo-");
        var home = keep ? LabHome.FromEnvironment(LabName) : new LabHome(work.FullName, LabName);
        ProcessLab? lab = null;
        try
        {
            lab = ProcessLab.Create(home, LabSpec.Uniform(LabName, Nodes, Racks, LabServices.All, 1, null, null), Environment.ProcessPath!);
            await PlayAsync(lab, input, work.FullName, cancellation).ConfigureAwait(false);
            SayNext(lab, keep);
            return ExitCode.Ok;
        }
        catch (Exception e) when (e is ScriptException or JobDefinitionException or InvalidInputException or JobFailedException)
        {
            throw new LabException(e.Message, e);
        }
        finally
        {
            if (!keep && lab is not null)
            {
                await lab.DestroyAsync(new Progress<LabEvent>(), CancellationToken.None).ConfigureAwait(false);
            }

            work.Delete(recursive: true);
        }
    }

    private static async Task PlayAsync(ProcessLab lab, string? input, string work, CancellationToken cancellation)
    {
        Title($"1. A lab of {Nodes} nodes on {Racks} racks");
        await lab.UpAsync(new LabProgress(lab), cancellation).ConfigureAwait(false);
        var configuration = Configuration.Load(lab.Home.ClientConf);
        var fs = (HdfsFileSystem)FileSystems.Get(null, configuration);
        await using (fs.ConfigureAwait(false))
        {
            await new DemoScript(lab, fs, configuration, work).PlayAsync(input, cancellation).ConfigureAwait(false);
        }
    }

    internal static void Title(string text)
    {
        Console.WriteLine();
        Console.WriteLine(text);
    }

    private static void SayNext(ProcessLab lab, bool keep)
    {
        Title("Try next");
        if (keep)
        {
            Console.WriteLine($"  eval \"$(./hathi env --name {lab.Spec.Name})\"");
            Console.WriteLine("  ./hathi dfs -ls -R /");
            Console.WriteLine($"  ./hathi down --name {lab.Spec.Name}");
            return;
        }

        Console.WriteLine("  ./hathi up");
        Console.WriteLine("  ./hathi dfs -put README.md /");
        Console.WriteLine("  ./hathi run samples/WordCount.cs /README.md /counts");
    }
}
