using Hathi.Base;

namespace Hathi.Yarn.ResourceManager.Tests;

/// <summary>A log that keeps nothing.</summary>
internal sealed class Silence : INodeLog
{
    public bool IsEnabled(NodeLogLevel level) => false;

    public void Write(NodeLogLevel level, string area, string message, Exception? error)
    {
    }
}
