using System.Globalization;
using System.Text;
using Hathi.Base;
using Microsoft.Extensions.Logging;

namespace Hathi.Platform;

/// <summary>
/// Lines such as <c>2026-03-01 12:00:00.123Z INFO  datanode 4018  Registered with pi-200</c> to a file or to standard error. Lines are
/// flushed one by one, so that the last words of a killed process are there; a file that has reached its limit is renamed to
/// <c>NAME.1</c> (which is replaced) and started anew. Whatever a message holds, it is one line of bounded length (<see cref="LogText"/>).
/// Safe from any thread; no fault of the disk is thrown. Which part speaks the event's id says, which stands behind its name
/// (<see cref="LogAreas"/>). Why: docs/adr/0013.
/// </summary>
public sealed class NodeLog : ILogger, IDisposable
{
    /// <summary>A log file is turned over at this size, so that a node holds at most twice as much. 64 MiB.</summary>
    public const long MaxFileBytes = 64 << 20;

    private readonly Lock _gate = new();
    private readonly LogLevel _least;
    private readonly IClock _clock;
    private readonly string? _path;
    private readonly long _maxBytes;
    private Stream? _stream;
    private long _written;

    private NodeLog(Stream stream, string? path, LogLevel least, IClock clock, long maxBytes)
    {
        _stream = stream;
        _path = path;
        _least = least;
        _clock = clock;
        _maxBytes = maxBytes;
        _written = path is null ? 0 : stream.Length;
    }

    /// <summary>Appends to a file, whose directory must exist.</summary>
    public static NodeLog ToFile(string path, LogLevel least, IClock clock, long maxFileBytes) =>
        new(OpenFile(path), path, least, clock, maxFileBytes);

    /// <summary>Writes to standard error.</summary>
    public static NodeLog ToStandardError(LogLevel least, IClock clock) =>
        new(Console.OpenStandardError(), null, least, clock, long.MaxValue);

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel >= _least && logLevel != LogLevel.None;

    /// <summary>Lines stand each for itself.</summary>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            Write(Line(logLevel, $"{LogAreas.Of(eventId.Id, state)} {eventId.Id}", formatter(state, exception), exception));
        }
    }

    /// <summary>Closes the file; later lines are dropped.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _stream?.Dispose();
            _stream = null;
        }
    }

    private static FileStream OpenFile(string path) =>
        new(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

    private void Write(string text)
    {
        var line = Encoding.UTF8.GetBytes(text);
        lock (_gate)
        {
            try
            {
                if (_written >= _maxBytes)
                {
                    TurnOver();
                }

                _stream?.Write(line);
                _stream?.Flush();
                _written += line.Length;
            }
            catch (Exception e) when (DiskFaults.Is(e))
            {
                // A full disk must not take down the node that would say so.
            }
        }
    }

    private string Line(LogLevel level, string speaker, string message, Exception? error)
    {
        var time = UnixTimes.At(_clock.Read().WallMilliseconds);
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{time:yyyy-MM-dd HH:mm:ss.fff}Z {Name(level)} {speaker}  {LogText.Line(message)}\n");
        return error is null ? text : $"{text}{LogText.Under(error)}\n";
    }

    private static string Name(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "DEBUG",
        LogLevel.Information => "INFO ",
        LogLevel.Warning => "WARN ",
        _ => "ERROR",
    };

    private void TurnOver()
    {
        if (_path is null || _stream is null)
        {
            return;
        }

        _written = 0; // also when what follows fails: then this file goes on, and the next try is a limit away
        File.Move(_path, _path + ".1", overwrite: true);
        var next = OpenFile(_path);
        _stream.Dispose();
        _stream = next;
    }
}
