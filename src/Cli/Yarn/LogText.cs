using System.Buffers;
using System.Globalization;

namespace Hathi.Cli.Yarn;

/// <summary>One log as <c>yarn logs</c> prints it.</summary>
internal static class LogText
{
    private const int Piece = 1 << 16;

    /// <summary>Sun Nov 22 14:03:16 +0000 2026, here: how Apache's Times prints a date.</summary>
    public static string Time(long milliseconds)
    {
        if (milliseconds <= 0)
        {
            return NoTime;
        }

        var time = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToLocalTime();
        var zone = time.ToString("zzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal);
        return time.ToString($"ddd MMM dd HH:mm:ss '{zone}' yyyy", CultureInfo.InvariantCulture);
    }

    /// <summary>A time that is not known.</summary>
    public const string NoTime = "N/A";

    public static async Task WriteAsync(YarnShell shell, string container, string node, string name, string modified, long length, string kind, Stream content, LogSelection wanted)
    {
        if (wanted.InfoOnly)
        {
            shell.Line($"{container} on {node}: {name}, {length} bytes");
            return;
        }

        shell.Line($"Container: {container} on {node}");
        shell.Line($"LogAggregationType: {kind}");
        shell.Line(new string('=', $"Container: {container} on {node}".Length));
        shell.Line($"LogType:{name}");
        shell.Line($"LogLastModifiedTime:{modified}");
        shell.Line($"LogLength:{length}");
        shell.Line("LogContents:");
        var take = wanted.Size >= 0 ? Math.Min(wanted.Size, length) : Math.Min(-wanted.Size, length);
        var skip = wanted.Size >= 0 ? 0 : length - take;
        await CopyAsync(shell, content, skip, take).ConfigureAwait(false);
        shell.Line("");
        shell.Line($"End of LogType:{name}{(take < length ? ".This log file's content was cut: -size" : "")}");
        shell.Line(new string('*', 71));
        shell.Line("");
    }

    private static async Task CopyAsync(YarnShell shell, Stream content, long skip, long take)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Piece);
        try
        {
            while (take > 0)
            {
                var read = await content.ReadAsync(buffer.AsMemory(0, (int)Math.Min(Piece, skip + take)), shell.Cancellation).ConfigureAwait(false);
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
