using Hathi.Cli.Jobs;
using Hathi.Cli.Kit;
using Hathi.Hadoop.Conf;
using Hathi.Hdfs.Client;
using Hathi.MapReduce;
using Hathi.MapReduce.Client;
using Hathi.MapReduce.Engine;
using Hathi.MapReduce.Streaming;

namespace Hathi.Cli.MapRed;

/// <summary><c>mapred streaming</c>: any program as mapper and reducer.</summary>
internal static class StreamingCommand
{
    /// <summary>The job could not be started because of an input that is not there, its output that is there, or whatever else.</summary>
    private const int BadInput = 2, OutputExists = 4, NotStarted = 5;

    /// <summary>What Apache's main says last, and scripts look for.</summary>
    private const string CommandFailed = "Streaming Command Failed!";

    /// <summary>Generic options come first, as Apache's do. Exit codes: StreamJob.submitAndMonitorJob.</summary>
    public static Task<int> RunAsync(IReadOnlyList<string> args, ShellStreams streams, CancellationToken cancellation)
    {
        if (args.Count == 0)
        {
            streams.ErrorLine(StreamingCommandLine.Usage);
            return Task.FromResult(ExitCodes.Failed);
        }

        return CommandFrame.RunAsync("streaming", args, streams, async options =>
        {
            StreamingCommandLine line;
            try
            {
                line = StreamingCommandLine.Parse(options.Rest);
            }
            catch (JobDefinitionException e)
            {
                streams.ErrorLine(e.Message);
                streams.ErrorLine(CommandFailed);
                return ExitCodes.Failed;
            }

            foreach (var warning in line.Warnings)
            {
                streams.ErrorLine($"streaming: {warning}");
            }

            if (line.IsHelp)
            {
                streams.Out.Line(StreamingCommandLine.Usage);
                streams.Out.Flush();
                return ExitCodes.Ok;
            }

            return await RunAsync(line, options, streams, cancellation).ConfigureAwait(false);
        });
    }

    private static async Task<int> RunAsync(
        StreamingCommandLine line, GenericOptions options, ShellStreams streams, CancellationToken cancellation)
    {
        try
        {
            await SubmitAsync(line, options, streams, cancellation).ConfigureAwait(false);
            return ExitCodes.Ok;
        }
        catch (JobFailedException e)
        {
            return Failed($"Job not successful! {e.Message}", ExitCodes.Failed);
        }
        catch (JobDefinitionException e)
        {
            return Failed(e.Message, ExitCodes.Failed);
        }
        catch (FileNotFoundException e)
        {
            return Failed($"Error launching job , bad input path : {e.Message}", BadInput);
        }
        catch (FileAlreadyExistsException e)
        {
            return Failed($"Error launching job , Output path already exists : {e.Message}", OutputExists);
        }
        catch (IOException e)
        {
            return Failed($"Error Launching job : {e.Message}", NotStarted);
        }

        int Failed(string why, int code)
        {
            streams.ErrorLine($"streaming: {why}");
            streams.ErrorLine(CommandFailed);
            return code;
        }
    }

    private static async Task SubmitAsync(
        StreamingCommandLine line, GenericOptions options, ShellStreams streams, CancellationToken cancellation)
    {
        var configuration = options.Configure();
        line.Apply(configuration);
        var fileSystem = FileSystems.Get(null, configuration);
        await using (fileSystem.ConfigureAwait(false))
        {
            using var display = new JobDisplay(quiet: false, counters: true);
            var job = Job.From(new StreamingJob(), [.. line.Arguments], configuration);
            WriteMessages(line, job.Configuration, streams);
            IJobRunner runner = YarnJobRunner.IsWanted(job.Configuration) ? new YarnJobRunner(fileSystem) : new LocalJobRunner(fileSystem);
            display.Succeeded(await runner.RunAsync(job, display, cancellation).ConfigureAwait(false));
        }
    }

    // What -verbose tells. Source: StreamJob.msg, listJobConfProperties.
    private static void WriteMessages(StreamingCommandLine line, Configuration configuration, ShellStreams streams)
    {
        if (!line.IsVerbose)
        {
            return;
        }

        string[] properties = [.. configuration.All().Select(static p => p.Key).Distinct().Order(StringComparer.Ordinal)
            .Select(k => $"{k}={configuration.Get(k)}")];
        foreach (var message in line.Messages.Concat(["==== JobConf properties:", .. properties, "===="]))
        {
            streams.Out.Line($"STREAM: {message}");
        }

        streams.Out.Flush();
    }
}
