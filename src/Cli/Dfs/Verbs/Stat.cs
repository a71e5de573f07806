using System.Globalization;
using System.Text;
using Hathi.Cli.Dfs.Kit;
using Hathi.Cli.Kit;
using Hathi.Cli.Kit.Text;
using Hathi.Hdfs.Client;

namespace Hathi.Cli.Dfs.Verbs;

/// <summary><c>-stat</c>: what is known of a path, in the user's own format.</summary>
internal sealed class Stat : Verb
{
    private string _format = "%y";
    private JsonOutput? _json;

    public override string Name => "stat";

    public override string Usage => "[-R] [--json] [format] <path> ...";

    public override string Help =>
        """
        Prints what is known of each path; the format is text with
          %a  permissions, octal        %A  permissions, rwxr-xr-x
          %b  bytes                     %F  directory or regular file
          %g  group                     %n  name
          %o  block size                %r  replication
          %u  owner
          %x  access time, UTC          %X  the same in milliseconds since 1970
          %y  modification time, UTC    %Y  the same in milliseconds since 1970
        and is %y when it is not given.
          -R  what is below directories as well
          --json  all of it, as a JSON array
        """;

    protected override ValueTask PrepareAsync(List<string> args)
    {
        _json = JsonOutput.Take(args);
        var flags = new Flags(1, Flags.AnyNumber, "R");
        flags.Parse(args);
        Recursive = flags.Has("R");
        if (args[0].Contains('%', StringComparison.Ordinal))
        {
            if (_json is not null)
            {
                throw new UsageException($"A format cannot be used with {JsonOutput.Flag}");
            }

            _format = args[0];
            args.RemoveAt(0);
        }

        // A path must be left.
        flags.Parse(args);
        return ValueTask.CompletedTask;
    }

    protected override async ValueTask ProcessItemsAsync(IReadOnlyList<PathItem> items)
    {
        using (_json)
        {
            await base.ProcessItemsAsync(items).ConfigureAwait(false);
            _json?.WriteTo(Out);
        }
    }

    protected override ValueTask ProcessPathAsync(PathItem item)
    {
        if (_json is not null)
        {
            LsJson.Write(_json.Writer, item.Text, item.Status!);
        }
        else
        {
            Out.Line(Fill(item.Name, item.Status!));
        }

        return ValueTask.CompletedTask;
    }

    private string Fill(string name, FileStatus status)
    {
        var text = new StringBuilder();
        for (var i = 0; i < _format.Length; i++)
        {
            if (_format[i] != '%')
            {
                text.Append(_format[i]);
            }
            else if (++i < _format.Length)
            {
                text.Append(Value(_format[i], name, status));
            }
        }

        return text.ToString();
    }

    private static string Value(char what, string name, FileStatus status) => what switch
    {
        'a' => Convert.ToString(status.Mode, 8),
        'A' => Modes.Format(status.Mode),
        'b' => Number(status.Length),
        'F' => status.IsDirectory ? "directory" : "regular file",
        'g' => status.Group,
        'n' => name,
        'o' => Number(status.BlockSize),
        'r' => Number(status.Replication),
        'u' => status.Owner,
        'x' => Times.UtcSeconds(status.AccessTime),
        'X' => Number(status.AccessTime),
        'y' => Times.UtcSeconds(status.ModificationTime),
        'Y' => Number(status.ModificationTime),
        _ => what.ToString(),
    };

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
