using Hathi.Cli.Dfs;
using Hathi.Cli.Jobs;
using Hathi.Hdfs.Client;
using Hathi.MapReduce;
using Hathi.MapReduce.Client;
using Hathi.MapReduce.Engine;
using Hathi.MapReduce.Streaming;

namespace Hathi.Cli.MapRed;

/// <summary><c>mapred streaming</c>: any program as mapper and reducer.</summary>
internal static class StreamingCommand
{
    /// <summary>Generic options come first, as Apache's do.</summary>
    public static Task<int> RunAsync(IReadOnlyList<string> args, ShellStreams streams, CancellationToken cancellation)
    {
        if (args.Count == 0 || args[0] is "-help" or "-info" or "--help")
        {
            streams.ErrorLine(StreamingJob.Usage);
            return Task.FromResult(args.Count == 0 ? ExitCodes.Failed : ExitCodes.Ok);
        }

        return CommandFrame.RunAsync("streaming", args, streams, async options =>
        {
            try
            {
                return await RunAsync(options, cancellation).ConfigureAwait(false);
            }
            catch (Exception e) when (e is JobDefinitionException or JobFailedException)
            {
                streams.ErrorLine($"Streaming Command Failed! {e.Message}");
                return ExitCodes.Failed;
            }
        });
    }

    private static async Task<int> RunAsync(GenericOptions options, CancellationToken cancellation)
    {
        string[] arguments = [.. options.Rest];
        var configuration = options.Configure();
        var files = configuration.GetStrings("tmpfiles").Concat(StreamingJob.FilesOf(arguments)).ToList();
        if (files.Count > 0)
        {
            configuration.Set("tmpfiles", string.Join(',', files));
        }

        var fileSystem = FileSystems.Get(null, configuration);
        await using (fileSystem.ConfigureAwait(false))
        {
            using var display = new JobDisplay(quiet: false, counters: true);
            var job = Job.From(new StreamingJob(), arguments, configuration);
            IJobRunner runner = YarnJobRunner.IsWanted(job.Configuration) ? new YarnJobRunner(fileSystem) : new LocalJobRunner(fileSystem);
            display.Succeeded(await runner.RunAsync(job, display, cancellation).ConfigureAwait(false));
            return ExitCodes.Ok;
        }
    }
}
