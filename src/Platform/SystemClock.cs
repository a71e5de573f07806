using System.Diagnostics;
using Hathi.Base;

namespace Hathi.Platform;

/// <summary>The machine's clock. The monotonic part starts at zero with the process.</summary>
public sealed class SystemClock : IClock
{
    private static readonly long Start = Stopwatch.GetTimestamp();

    /// <summary>The one clock there is.</summary>
    public static SystemClock Instance { get; } = new();

    /// <inheritdoc/>
    public Now Read() => new(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), (long)Stopwatch.GetElapsedTime(Start).TotalMilliseconds);
}
