using System.Text;

namespace Hathi.Simulation.Tests.Kit;

/// <summary>The last events of a world, kept unformatted because a run that succeeds never prints them.</summary>
public sealed class Trace(int capacity)
{
    private readonly Entry[] _entries = new Entry[capacity];
    private long _count;

    /// <summary>A number that two runs have in common only when their events were the same.</summary>
    public ulong Fingerprint { get; private set; } = 14695981039346656037;

    /// <summary>All the text of an event counts for the fingerprint, and not only when it was and whose.</summary>
    internal bool IsWhole { get; set; }

    /// <summary>Takes every event as text; to find where two runs begin to differ.</summary>
    internal TextWriter? Copy { get; set; }

    internal void Add(long micros, string what, string? who, string? other, object? detail)
    {
        _entries[_count++ % capacity] = new Entry(micros, what, who, other, detail);
        if (IsWhole)
        {
            MixText(_entries[(_count - 1) % capacity]);
            return;
        }

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
            text.Append(_entries[i % capacity]).Append('\n');
        }

        return text.ToString();
    }

    private void MixText(Entry entry)
    {
        var text = entry.ToString();
        Copy?.WriteLine(text);
        foreach (var c in text)
        {
            Mix(c);
        }
    }

    private void Mix(ulong value) => Fingerprint = (Fingerprint ^ value) * 1099511628211;

    private readonly record struct Entry(long Micros, string What, string? Who, string? Other, object? Detail)
    {
        public override string ToString() =>
            $"{Micros / 1000.0,12:F3} ms  {What,-10} {Who}{(Other is null ? "" : $" -> {Other}")}  {Detail}";
    }
}
