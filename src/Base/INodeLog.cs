namespace Hathi.Base;

/// <summary>Where a node says what it does: a line an event, none per record. Safe from any thread, never throws.</summary>
public interface INodeLog
{
    /// <summary>Whether lines of this level are kept; ask before building a costly message.</summary>
    bool IsEnabled(NodeLogLevel level);

    /// <summary>Writes one line.</summary>
    /// <param name="level">How much it matters.</param>
    /// <param name="area">The part that speaks: "namenode", "rpc", …</param>
    /// <param name="message">What happened, where, what to do.</param>
    /// <param name="error">The cause; its stack is written below the line.</param>
    void Write(NodeLogLevel level, string area, string message, Exception? error);
}

/// <summary>How much a log line matters.</summary>
public enum NodeLogLevel
{
    /// <summary>For whoever hunts a bug.</summary>
    Debug,

    /// <summary>The life of the node: start, stop, join, leave.</summary>
    Info,

    /// <summary>Something is not as it should be, and is dealt with.</summary>
    Warn,

    /// <summary>Something failed and somebody should look.</summary>
    Error,
}

/// <summary>The levels as verbs.</summary>
public static class NodeLogVerbs
{
    public static void Debug(this INodeLog log, string area, string message) => log.Write(NodeLogLevel.Debug, area, message, null);

    public static void Info(this INodeLog log, string area, string message) => log.Write(NodeLogLevel.Info, area, message, null);

    public static void Warn(this INodeLog log, string area, string message, Exception? error) =>
        log.Write(NodeLogLevel.Warn, area, message, error);

    public static void Error(this INodeLog log, string area, string message, Exception? error) =>
        log.Write(NodeLogLevel.Error, area, message, error);
}
