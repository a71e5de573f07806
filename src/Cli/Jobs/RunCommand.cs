using System.CommandLine;
using Hathi.Base;
using Hathi.Cli.Kit;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Keys;
using Hathi.Hdfs.Client;
using Hathi.MapReduce;
using Hathi.MapReduce.Client;
using Hathi.MapReduce.Engine;
using Hathi.MapReduce.Scripts;

namespace Hathi.Cli.Jobs;

/// <summary><c>hathi run JOB.cs ARGS…</c>: compiles one C# file and runs the job in it over the cluster's files.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var job = new Argument<string>("job")
        {
            Description = "A .cs file, or an assembly (.dll), with one class that implements IJobProgram",
        };
        var arguments = new Argument<string[]>("arguments")
        {
            Description = "For the job: usually input and output path", Arity = ArgumentArity.ZeroOrMore,
        };
        var fs = new Option<string?>("--fs", "-fs") { Description = "Where plain paths lie (fs.defaultFS)" };
        var define = new Option<string[]>("-D") { Description = "key=value, a setting of the job", AllowMultipleArgumentsPerToken = false };
        var files = new Option<string?>("--files", "-files")
        {
            Description = "Files, with commas between, for the working directory of every task (path#name gives it another name)",
        };
        var archives = new Option<string?>("--archives", "-archives") { Description = "Archives, with commas between, unpacked there" };
        var quiet = new Option<bool>("--quiet") { Description = "No bars, no counters" };
        var command = new Command(
            "run", "Run the MapReduce job in a C# file or assembly: in this process, or on a cluster (mapreduce.framework.name = yarn)")
        {
            job, arguments, fs, define, files, archives, quiet,
        };
        command.SetAction((parsed, cancellation) => RunAsync(
            parsed.GetValue(job)!, parsed.GetValue(arguments) ?? [], parsed.GetValue(fs),
            Settings(parsed.GetValue(define), parsed.GetValue(files), parsed.GetValue(archives)), parsed.GetValue(quiet), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        string job, string[] arguments, string? fs, string[] settings, bool quiet, CancellationToken cancellation)
    {
        try
        {
            var configuration = Configure(fs, settings);
            var fileSystem = FileSystems.Get(null, configuration);
            await using (fileSystem.ConfigureAwait(false))
            {
                using var display = new JobDisplay(quiet, counters: true);
                var defined = JobScript.LoadChain(job, arguments, configuration);
                IJobRunner runner = YarnJobRunner.IsWanted(defined.Jobs[0].Configuration)
                    ? new YarnJobRunner(fileSystem)
                    : new LocalJobRunner(fileSystem);
                await defined.RunAsync(runner, fileSystem, display, display.Succeeded, cancellation).ConfigureAwait(false);
                return ExitCode.Ok;
            }
        }
        catch (Exception e) when (DiskFaults.Is(e)
            || e is ScriptException or JobDefinitionException or InvalidInputException or JobFailedException or ConfigurationException)
        {
            await Console.Error.WriteLineAsync("hathi: " + e.Message).ConfigureAwait(false);
            return ExitCode.Failed;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("hathi: stopped; nothing of the output is left").ConfigureAwait(false);
            return ExitCode.Failed;
        }
    }

    // Hadoop's options -files and -archives are properties, too.
    private static string[] Settings(string[]? define, string? files, string? archives)
    {
        var settings = new List<string>(define ?? []);
        if (files is not null)
        {
            settings.Add($"tmpfiles={files}");
        }

        if (archives is not null)
        {
            settings.Add($"tmparchives={archives}");
        }

        return [.. settings];
    }

    private static Configuration Configure(string? fs, string[] settings)
    {
        var configuration = Configuration.Load(DefaultLab.ConfigurationDirectory());
        foreach (var setting in settings)
        {
            var equals = setting.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw new ConfigurationException($"-D {setting}: expected key=value", null);
            }

            configuration.Set(setting[..equals], setting[(equals + 1)..]);
        }

        if (fs is not null)
        {
            configuration.Set(HdfsKeys.DefaultFileSystem.Name, fs);
        }

        foreach (var unknown in configuration.UnknownKeys())
        {
            Console.Error.WriteLine($"warning: {unknown}");
        }

        return configuration;
    }
}
