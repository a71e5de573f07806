using System.Globalization;
using Hathi.Cli.Dfs.Kit;
using Hathi.Cli.Kit;

namespace Hathi.Cli.Dfs.Verbs;

/// <summary><c>-tail [-f]</c>: the last kilobyte of a file, and what is appended to it.</summary>
internal sealed class Tail : Verb
{
    private const long Length = 1024;
    private const long DefaultPause = 5000;

    private bool _follow;
    private TimeSpan _pause = TimeSpan.FromMilliseconds(DefaultPause);

    public override string Name => "tail";

    public override string Usage => "[-f] [-s <sleep interval>] <file>";

    public override string Help =>
        """
        Prints the last kilobyte of a file.
          -f  go on with what is appended, until interrupted
          -s <sleep interval>  with -f: milliseconds between two looks (5000)
        """;

    protected override ValueTask PrepareAsync(List<string> args)
    {
        var flags = new Flags(1, 1, "f").WithValue("s");
        flags.Parse(args);
        _follow = flags.Has("f");
        if (_follow && flags.Value("s") is { Length: > 0 } text)
        {
            if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var pause))
            {
                throw new UsageException($"For input string: \"{text}\"");
            }

            _pause = TimeSpan.FromMilliseconds(pause > 0 ? pause : DefaultPause);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>One file, taken as written.</summary>
    protected override async ValueTask<IReadOnlyList<PathItem>> ExpandAsync(string arg) =>
        [await PathItem.FindAsync(Shell, arg).ConfigureAwait(false)];

    protected override async ValueTask ProcessPathAsync(PathItem item)
    {
        if (item.IsDirectory)
        {
            throw PathException.IsDirectory(item.Text);
        }

        var at = await PrintFromAsync(item, -Length).ConfigureAwait(false);
        while (_follow)
        {
            await Task.Delay(_pause, Cancellation).ConfigureAwait(false);
            at = await PrintFromAsync(item, at).ConfigureAwait(false);
        }
    }

    /// <param name="item">Looked at again: it may have grown.</param>
    /// <param name="offset">Negative: from the end.</param>
    /// <returns>Where it ended.</returns>
    private async ValueTask<long> PrintFromAsync(PathItem item, long offset)
    {
        await item.RefreshAsync(Shell).ConfigureAwait(false);
        var stream = await item.FileSystem.OpenReadAsync(item.Path, Cancellation).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            // The stream knows how long a file is that is being written; the NameNode does not.
            var length = stream.Length;
            if (offset > length)
            {
                return length;
            }

            stream.Position = offset >= 0 ? offset : Math.Max(0, length + offset);
            await Transfer.ToOutputAsync(stream, Out, Cancellation).ConfigureAwait(false);
            return stream.Position;
        }
    }
}
