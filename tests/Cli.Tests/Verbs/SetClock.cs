using Hathi.Base;

namespace Hathi.Cli.Tests.Verbs;

/// <summary>A clock that stands until it is told to go on: what is printed has the same times in every run.</summary>
internal sealed class SetClock(long began) : IClock
{
    private long _now = began;

    public Now Read() => new(Interlocked.Read(ref _now), Interlocked.Read(ref _now));

    public void Pass(long milliseconds) => Interlocked.Add(ref _now, milliseconds);
}
