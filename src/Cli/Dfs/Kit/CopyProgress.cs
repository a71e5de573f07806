using System.Diagnostics;
using System.Globalization;
using Hathi.Cli.Kit;
using Hathi.Cli.Kit.Text;

namespace Hathi.Cli.Dfs.Kit;

/// <summary>
/// A bar on the terminal for a copy that takes long: drawn on standard error, only when somebody watches it, and wiped when the copy ends.
/// </summary>
internal sealed class CopyProgress : IDisposable
{
    private const int BarWidth = 24;
    private const int NameWidth = 36;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly ShellStreams _streams;
    private readonly string _name;
    private readonly long _length;
    private readonly long _start = Stopwatch.GetTimestamp();
    private TimeSpan _next = Patience;
    private long _done;
    private bool _drawn;

    private CopyProgress(ShellStreams streams, string name, long length)
    {
        _streams = streams;
        _name = name.Length <= NameWidth ? name : "…" + name[^(NameWidth - 1)..];
        _length = length;
    }

    /// <summary>Null when nobody watches.</summary>
    public static CopyProgress? Start(ShellStreams streams, string name, long length) =>
        streams.ErrorIsTerminal ? new CopyProgress(streams, name, length) : null;

    public void Add(int bytes)
    {
        _done += bytes;
        var elapsed = Stopwatch.GetElapsedTime(_start);
        if (elapsed >= _next)
        {
            _next = elapsed + Pause;
            Draw(elapsed);
        }
    }

    public void Dispose()
    {
        if (_drawn)
        {
            _streams.Error.Print("\r\x1b[K");
            _streams.Error.Flush();
        }
    }

    private void Draw(TimeSpan elapsed)
    {
        _drawn = true;
        var rate = HumanSize.Format((long)(_done / elapsed.TotalSeconds));
        var text = _length > 0
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{Bar()} {Math.Min(100, 100 * _done / _length),3}%  {HumanSize.Format(_done)} of {HumanSize.Format(_length)}  {rate}/s")
            : $"{HumanSize.Format(_done)}  {rate}/s";
        _streams.Error.Print($"\r\x1b[K{_name}  {text}");
        _streams.Error.Flush();
    }

    private string Bar()
    {
        var full = (int)Math.Min(BarWidth, BarWidth * _done / _length);
        return new string('█', full) + new string('░', BarWidth - full);
    }
}
