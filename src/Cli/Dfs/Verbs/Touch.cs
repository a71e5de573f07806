using System.Globalization;
using Hathi.Cli.Dfs.Kit;
using Hathi.Cli.Kit;
using Hathi.Hdfs.Client;

namespace Hathi.Cli.Dfs.Verbs;

/// <summary><c>-touch</c>: sets times, and makes the file when it is not there.</summary>
internal sealed class Touch : Verb
{
    private const string TimeFlag = "-t";
    private const string TimeFormat = "yyyyMMdd:HHmmss";
    private const long Leave = -1;

    private string? _time;
    private bool _modification;
    private bool _access;
    private bool _create;

    public override string Name => "touch";

    public override string Usage => "[-a] [-m] [-t TIMESTAMP (yyyyMMdd:HHmmss) ] [-c] <path> ...";

    public override string Help =>
        """
        Sets the access and modification time of files to now; makes those that are not there.
          -a  the access time only
          -m  the modification time only
          -t TIMESTAMP  this time instead of now, as yyyyMMdd:HHmmss
          -c  make no files
        """;

    protected override ValueTask PrepareAsync(List<string> args)
    {
        TakeTime(args);
        var flags = new Flags(1, Flags.AnyNumber, "t", "a", "m", "c");
        flags.Parse(args);
        _modification = flags.Has("m");
        _access = flags.Has("a");
        _create = !flags.Has("c");
        return ValueTask.CompletedTask;
    }

    protected override ValueTask ProcessPathAsync(PathItem item) => SetTimesAsync(item);

    protected override async ValueTask ProcessMissingAsync(PathItem item)
    {
        if (!await item.ParentExistsAsync(Shell).ConfigureAwait(false))
        {
            throw PathException.NotFound(item.Text, item.FullUri);
        }

        if (!_create)
        {
            return;
        }

        try
        {
            var stream = await item.FileSystem.CreateAsync(item.Path, CreateOptions.Default, Cancellation).ConfigureAwait(false);
            await stream.DisposeAsync().ConfigureAwait(false);
            if (_time is null)
            {
                return;
            }
        }
        catch (FileAlreadyExistsException)
        {
            // Somebody made it meanwhile, and may have written to it: it is as if it had been there.
        }

        await SetTimesAsync(item).ConfigureAwait(false);
    }

    private void TakeTime(List<string> args)
    {
        var end = args.IndexOf("--");
        var at = args.IndexOf(TimeFlag);
        if (at < 0 || (end >= 0 && end < at))
        {
            return;
        }

        if (at + 1 == args.Count)
        {
            throw new UsageException($"option {TimeFlag} requires 1 argument.");
        }

        _time = args[at + 1];
        args.RemoveRange(at, 2);
    }

    private ValueTask SetTimesAsync(PathItem item)
    {
        var time = Time();
        var one = _modification != _access;
        return item.FileSystem.SetTimesAsync(item.Path, one && _access ? Leave : time, one && _modification ? Leave : time, Cancellation);
    }

    private long Time()
    {
        if (_time is null)
        {
            return DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        }

        return DateTime.TryParseExact(_time, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var time)
            ? new DateTimeOffset(time).ToUnixTimeMilliseconds()
            : throw new UsageException($"Unable to parse the specified timestamp {_time}. The expected format is {TimeFormat}");
    }
}
