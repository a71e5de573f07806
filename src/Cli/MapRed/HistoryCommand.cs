using Hathi.Cli.Kit;
using Hathi.Hadoop.Conf;
using Hathi.Hdfs.Client;
using Hathi.MapReduce.Client;
using Hathi.MapReduce.Protocol;
using Hathi.MapReduce.Protocol.History;

namespace Hathi.Cli.MapRed;

/// <summary><c>mapred job -history</c>: what happened to a job that has ended, drawn as a time line of its attempts.</summary>
internal sealed class HistoryCommand(Configuration configuration, JobClient client, ShellStreams streams, CancellationToken cancellation)
{
    /// <param name="what">A job's id, or the path of a history file.</param>
    /// <param name="svg">Where to draw it; null: as text, here.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(string what, string? svg)
    {
        var path = what;
        if (IdText.ParseJob(what) is { } id)
        {
            var report = await client.FindAsync(id, cancellation).ConfigureAwait(false);
            if (report is not { HistoryFile.Length: > 0 })
            {
                streams.Out.Line(report is null
                    ? $"Could not find job {what}"
                    : $"History file for job {what} is currently unavailable: the job has not ended");
                return ExitCodes.Usage;
            }

            path = report.HistoryFile;
        }

        var line = await ReadAsync(path).ConfigureAwait(false);
        if (svg is null)
        {
            TimeLineText.Write(line, streams);
        }
        else
        {
            await File.WriteAllTextAsync(svg, TimeLineSvg.Draw(line), cancellation).ConfigureAwait(false);
            streams.Out.Line($"drawn to {svg}");
        }

        return ExitCodes.Ok;
    }

    // Event by event: of a large job the file has hundreds of megabytes, its time line some.
    private async Task<TimeLine> ReadAsync(string path)
    {
        var fileSystem = FileSystems.Get(
            Uri.TryCreate(path, UriKind.Absolute, out var uri) && !path.StartsWith('/') ? uri : null, configuration);
        await using (fileSystem.ConfigureAwait(false))
        {
            var stream = await fileSystem.OpenReadAsync(
                uri is { IsAbsoluteUri: true } && !path.StartsWith('/') ? uri.AbsolutePath : path, cancellation).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                var reader = new HistoryReader(stream);
                var line = await TimeLine.OfAsync(reader.ReadAsync(cancellation)).ConfigureAwait(false);
                if (reader.IsTorn)
                {
                    streams.ErrorLine($"job: {path} ends in the middle of an event; what comes before is shown");
                }

                return line;
            }
        }
    }
}
