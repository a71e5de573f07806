using Hathi.Base;
using Microsoft.Extensions.Logging;

namespace Hathi.Node;

/// <summary>Lets libraries that log through ILogger write to the node's log.</summary>
internal sealed class RpcLogger(INodeLog log, string area) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None && log.IsEnabled(Map(logLevel));

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            log.Write(Map(logLevel), area, formatter(state, exception), exception);
        }
    }

    private static NodeLogLevel Map(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => NodeLogLevel.Debug,
        LogLevel.Information => NodeLogLevel.Info,
        LogLevel.Warning => NodeLogLevel.Warn,
        _ => NodeLogLevel.Error,
    };
}
