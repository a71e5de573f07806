using System.Collections.Concurrent;
using Hathi.Platform;
using Microsoft.Extensions.Logging;

namespace Hathi.Hostile.Tests.Servers;

/// <summary>
/// Keeps what servers say of faults that nobody foresaw: an error with an exception. What a peer did wrong is no such thing.
/// </summary>
internal sealed class Observed : ILogger
{
    /// <summary>The newest stay: a server that fails at every call would fill the memory that is measured.</summary>
    private const int MaxKept = 200;

    private readonly ConcurrentQueue<string> _unforeseen = new();

    /// <summary>Takes what was said since the last time.</summary>
    public List<string> TakeUnforeseen()
    {
        var taken = new List<string>();
        while (_unforeseen.TryDequeue(out var line))
        {
            taken.Add(line);
        }

        return taken;
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (logLevel >= LogLevel.Error && exception is not null)
        {
            Keep($"{LogAreas.Of(eventId.Id, state)}: {formatter(state, exception)}: {exception}");
        }
    }

    private void Keep(string line)
    {
        if (_unforeseen.Count < MaxKept)
        {
            _unforeseen.Enqueue(line.Length > 2000 ? line[..2000] : line);
        }
    }
}
