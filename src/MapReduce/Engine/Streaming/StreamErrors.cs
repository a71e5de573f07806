using System.Globalization;
using System.Text;

namespace Hathi.MapReduce.Streaming;

/// <summary>
/// What a program writes to standard error: counters and status from lines that start with "reporter:", the rest goes to the task's own
/// standard error and its last lines into the message of a failure. Read by a thread of its own, applied by the attempt's.
/// </summary>
internal sealed class StreamErrors(Stream stream, string prefix)
{
    /// <summary>Lines that a failure shows.</summary>
    private const int MaxLines = 20;

    /// <summary>Characters of each that it shows.</summary>
    private const int MaxLine = 500;

    /// <summary>Bytes of a line; a longer one becomes several: it is for people to read.</summary>
    private const int LongestLine = 64 << 10;

    /// <summary>Names of counters that may wait to be applied: far more than a job may have (mapreduce.job.counters.max).</summary>
    private const int MostCounters = 10_000;

    private const int BlockBytes = 16 << 10;

    /// <summary>Counters that wait to be applied; the same ones are added up.</summary>
    private readonly Dictionary<(string Group, string Name), long> _counters = [];
    private readonly Queue<string> _last = new();
    private readonly Lock _lock = new();
    private readonly ManualResetEventSlim _ended = new();
    private string? _status;

    internal void Read()
    {
        try
        {
            using var open = stream;
            ReadLines();
        }
        catch (Exception)
        {
            // Killed with the attempt; from here anything else would end the process.
        }
        finally
        {
            _ended.Set();
        }
    }

    /// <summary>Waits for the last line.</summary>
    internal void Join() => _ended.Wait();

    /// <summary>Counts and tells what was reported since the last call.</summary>
    internal void Apply(TaskContext task)
    {
        lock (_lock)
        {
            foreach (var ((group, name), value) in _counters)
            {
                task.Counter(group, name).Increment(value);
            }

            _counters.Clear();
            if (_status is not null)
            {
                task.Status = _status;
                _status = null;
            }
        }
    }

    internal string Describe()
    {
        lock (_lock)
        {
            return _last.Count == 0 ? "It wrote nothing to standard error." : "The end of its standard error:\n" + string.Join('\n', _last);
        }
    }

    private void ReadLines()
    {
        var lines = new LineCutter(LongestLine, inPieces: true);
        var buffer = new byte[BlockBytes];
        while (stream.Read(buffer) is > 0 and var count)
        {
            lines.Add(buffer.AsSpan(0, count), Line);
        }

        lines.End(Line);
    }

    private void Line(ReadOnlySpan<byte> bytes)
    {
        var line = Encoding.UTF8.GetString(bytes);
        if (!line.StartsWith(prefix, StringComparison.Ordinal))
        {
            Keep(line);
        }
        else if (!TryReport(line[prefix.Length..]))
        {
            Console.Error.WriteLine($"Cannot parse reporter line: {line}");
        }
    }

    private void Keep(string line)
    {
        Console.Error.WriteLine(line);
        lock (_lock)
        {
            if (_last.Count == MaxLines)
            {
                _last.Dequeue();
            }

            _last.Enqueue(line.Length <= MaxLine ? line : line[..MaxLine] + "…");
        }
    }

    // counter:GROUP,NAME,AMOUNT or status:TEXT
    private bool TryReport(string line)
    {
        lock (_lock)
        {
            if (line.StartsWith("status:", StringComparison.Ordinal))
            {
                _status = line["status:".Length..].Trim();
                return true;
            }

            if (!line.StartsWith("counter:", StringComparison.Ordinal)
                || line["counter:".Length..].Trim().Split(',') is not [var group, var name, var amount]
                || !long.TryParse(amount, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
                || (_counters.Count >= MostCounters && !_counters.ContainsKey((group, name))))
            {
                return false;
            }

            _counters[(group, name)] = _counters.GetValueOrDefault((group, name)) + value;
            return true;
        }
    }
}
