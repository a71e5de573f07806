using System.Buffers;
using System.Globalization;
using Hathi.Base;

namespace Hathi.Cli.Yarn;

/// <summary>One log that was found.</summary>
/// <param name="Container">Whose.</param>
/// <param name="Node">Where it is or was.</param>
/// <param name="Name">The file.</param>
/// <param name="Modified">When it was last written, as text.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Kind">AGGREGATED or LOCAL.</param>
internal readonly record struct FoundLog(string Container, string Node, string Name, string Modified, long Length, string Kind);

/// <summary>Logs as <c>yarn logs</c> prints them, one after another. Sources: LogToolUtils, LogCLIHelpers, LogsCLI.</summary>
internal sealed class LogText(YarnShell shell, LogSelection wanted)
{
    private const int Piece = 1 << 16;

    /// <summary>A time that is not known.</summary>
    public const string NoTime = "N/A";

    private string _last = "";

    /// <summary>
    /// Of the application: whether its logs are asked of its nodes, or lie in the cluster's file system. Said once, before the first log or
    /// where there is none, for it may end while it is looked at.
    /// </summary>
    public string State { get; set; } = "";

    /// <summary>Logs that were taken.</summary>
    public int Found { get; private set; }

    /// <summary>Sun Nov 22 14:03:16 +0000 2026, here: how Apache's Times prints a date.</summary>
    public static string Time(long milliseconds)
    {
        if (milliseconds <= 0)
        {
            return NoTime;
        }

        var time = UnixTimes.At(milliseconds).ToLocalTime();
        var zone = time.ToString("zzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal);
        return time.ToString($"ddd MMM dd HH:mm:ss '{zone}' yyyy", CultureInfo.InvariantCulture);
    }

    /// <summary>Says the application's state, where it is asked for which of its containers have logs.</summary>
    public void WriteState()
    {
        if (wanted.View == LogView.Containers)
        {
            shell.Line($"Application State: {State}");
        }
    }

    /// <summary>Says that a log is there.</summary>
    /// <returns>What is in it is wanted too.</returns>
    public bool Take(FoundLog log)
    {
        if (Found++ == 0)
        {
            WriteState();
        }

        var title = $"Container: {log.Container} on {log.Node}";
        if (wanted.View == LogView.Contents)
        {
            return true;
        }

        if (_last != title)
        {
            shell.Line(title);
            if (wanted.View == LogView.Files)
            {
                shell.Line(new string('=', title.Length));
                FileLine("LogFile", "LogLength", "LastModificationTime", "LogAggregationType");
                shell.Line(new string('=', title.Length * 2));
            }

            _last = title;
        }

        if (wanted.View == LogView.Files)
        {
            FileLine(log.Name, log.Length.ToString(CultureInfo.InvariantCulture), log.Modified, log.Kind);
        }

        return false;
    }

    /// <summary>Prints a log, or the part of it that is wanted.</summary>
    public async Task WriteAsync(FoundLog log, Stream content)
    {
        var title = $"Container: {log.Container} on {log.Node}";
        shell.Line(title);
        shell.Line($"LogAggregationType: {log.Kind}");
        shell.Line(new string('=', title.Length));
        shell.Line($"LogType:{log.Name}");
        shell.Line($"LogLastModifiedTime:{log.Modified}");
        shell.Line($"LogLength:{log.Length}");
        shell.Line("LogContents:");
        var take = wanted.Size >= 0 ? Math.Min(wanted.Size, log.Length) : Math.Min(-wanted.Size, log.Length);
        var skip = wanted.Size >= 0 ? 0 : log.Length - take;
        await CopyAsync(content, skip, take, Timeout.InfiniteTimeSpan).ConfigureAwait(false);
        var end = $"End of LogType:{log.Name}";
        shell.Line("");
        shell.Line(end);
        shell.Line(new string('*', end.Length + 50));
        shell.Line("");
    }

    /// <summary>Prints what a NodeManager wrote already in this form.</summary>
    /// <param name="text">From the node.</param>
    /// <param name="patience">How long each piece of it is waited for.</param>
    /// <exception cref="OperationCanceledException">It took longer.</exception>
    public async Task WriteAsync(Stream text, TimeSpan patience)
    {
        await CopyAsync(text, 0, long.MaxValue, patience).ConfigureAwait(false);
        shell.Line("");
    }

    private void FileLine(params ReadOnlySpan<string> cells)
    {
        for (var i = 0; i < cells.Length; i++)
        {
            shell.Streams.Out.Print((i == 0 ? "" : "\t") + cells[i].PadLeft(30));
        }

        shell.Line("");
    }

    private async Task CopyAsync(Stream content, long skip, long take, TimeSpan patience)
    {
        using var patient = CancellationTokenSource.CreateLinkedTokenSource(shell.Cancellation);
        var buffer = ArrayPool<byte>.Shared.Rent(Piece);
        try
        {
            while (take > 0)
            {
                patient.CancelAfter(patience);
                var read = await content.ReadAsync(
                    buffer.AsMemory(0, (int)Math.Min(Piece, Math.Max(take, skip + take))), patient.Token).ConfigureAwait(false);
                patient.CancelAfter(Timeout.InfiniteTimeSpan); // how long the reader of what is printed takes is his own business
                if (read == 0)
                {
                    return;
                }

                var passed = (int)Math.Min(skip, read);
                skip -= passed;
                shell.Streams.Out.Write(buffer.AsSpan(passed, read - passed));
                take -= read - passed;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
