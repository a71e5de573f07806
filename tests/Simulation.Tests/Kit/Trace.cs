using System.Text;

namespace Hathi.Simulation.Tests.Kit;

/// <summary>The last events of a world, kept unformatted because a run that succeeds never prints them.</summary>
public sealed class Trace(int capacity)
{
    private readonly Entry[] _entries = new Entry[capacity];
    private long _count;

    /// <summary>A number that two runs have in common only when their events were the same.</summary>
    public ulong Fingerprint { get; private set; } = 14695981039346656037;

    internal void Add(long micros, string what, string? who, string? other, object? detail)
    {
        _entries[_count++ % capacity] = new Entry(micros, what, who, other, detail);
        Mix((ulong)micros);
        Mix((ulong)what.Length);
        Mix(who is null ? 0UL : who[^1]);
        Mix(other is null ? 0UL : other[^1]);
    }

    /// <summary>The kept events, oldest first, a line each.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        for (var i = Math.Max(0, _count - capacity); i < _count; i++)
        {
            var e = _entries[i % capacity];
            text.Append($"{e.Micros / 1000.0,12:F3} ms  {e.What,-10} {e.Who}");
            if (e.Other is not null)
            {
                text.Append($" -> {e.Other}");
            }

            text.Append($"  {e.Detail}\n");
        }

        return text.ToString();
    }

    private void Mix(ulong value) => Fingerprint = (Fingerprint ^ value) * 1099511628211;

    private readonly record struct Entry(long Micros, string What, string? Who, string? Other, object? Detail);
}
