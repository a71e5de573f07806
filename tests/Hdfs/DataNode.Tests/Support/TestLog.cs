using System.Collections.Concurrent;
using Hathi.Base;

namespace Hathi.Hdfs.DataNode.Tests.Support;

/// <summary>Keeps what a node logged, to look at and to show when a test fails.</summary>
public sealed class TestLog : INodeLog
{
    public ConcurrentQueue<string> Lines { get; } = new();

    public bool IsEnabled(NodeLogLevel level) => true;

    public void Write(NodeLogLevel level, string area, string message, Exception? error) =>
        Lines.Enqueue($"{level} {area}: {message}{(error is null ? "" : "\n" + error)}");

    public override string ToString() => string.Join('\n', Lines);
}
