using System.Globalization;

namespace Hathi.MapReduce.Shuffle.Fetch;

/// <summary>
/// What a reduce says while nodes put it off: nobody is to blame, it may last, and without a word it looks as if nothing
/// happened. One thread at a time.
/// </summary>
/// <param name="pause">Between two lines of one host.</param>
internal sealed class BusyNotice(TimeSpan pause)
{
    private readonly Dictionary<string, (long Since, long Next)> _busy = new(StringComparer.Ordinal);

    /// <summary>A host was busy.</summary>
    /// <param name="host">Name and port.</param>
    /// <param name="now">Milliseconds on a clock that does not jump.</param>
    /// <param name="left">Outputs that are known and not fetched.</param>
    /// <returns>What to say; null: it was said a while ago, or this is the first time.</returns>
    internal string? Busy(string host, long now, int left)
    {
        var wait = (long)pause.TotalMilliseconds;
        if (!_busy.TryGetValue(host, out var busy))
        {
            busy = (now, now + wait);
        }

        if (now < busy.Next)
        {
            _busy[host] = busy;
            return null;
        }

        _busy[host] = busy with { Next = now + wait };
        var seconds = (now - busy.Since) / 1000;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"copy: {host} has been answering as many others as it does at once for {seconds} s; "
            + $"it is asked again and again, {left} outputs are still to come");
    }

    /// <summary>A host gave something, or failed.</summary>
    internal void Served(string host) => _busy.Remove(host);
}
