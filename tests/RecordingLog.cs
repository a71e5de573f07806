using System.Collections.Concurrent;
using Hathi.Platform;
using Microsoft.Extensions.Logging;

namespace Hathi.Tests;

/// <summary>A line of a log.</summary>
/// <param name="Level">How much it matters.</param>
/// <param name="Event">The event's id.</param>
/// <param name="Area">Who speaks.</param>
/// <param name="Text">What is said.</param>
/// <param name="Error">The cause.</param>
public sealed record LogLine(LogLevel Level, int Event, string Area, string Text, Exception? Error)
{
    /// <summary>As a failing test shows it.</summary>
    public override string ToString() => $"{Level} {Event} {Area}: {Text}{(Error is null ? "" : "\n" + Error)}";
}

/// <summary>
/// A log that keeps every line of every level, to look at and to show when a test fails; any thread. Compiled into the test projects that
/// look at what is said; where nobody does, <c>NullLogger.Instance</c> is given.
/// </summary>
/// <param name="hear">Is told each line at once, on the thread that says it.</param>
public sealed class RecordingLog(Action<LogLine> hear) : ILogger
{
    private readonly ConcurrentQueue<LogLine> _lines = new();

    public RecordingLog()
        : this(static _ => { })
    {
    }

    /// <summary>What was said so far.</summary>
    public LogLine[] Lines => [.. _lines];

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var line = new LogLine(logLevel, eventId.Id, LogAreas.Of(eventId.Id, state), formatter(state, exception), exception);
        _lines.Enqueue(line);
        hear(line);
    }

    public override string ToString() => string.Join('\n', Lines.Select(static l => l.ToString()));
}
