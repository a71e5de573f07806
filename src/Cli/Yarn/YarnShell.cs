using Hathi.Cli.Kit;
using Hathi.Hadoop.Conf;
using Hathi.Yarn.Client;

namespace Hathi.Cli.Yarn;

/// <summary>What a command of <c>hathi yarn</c> works with.</summary>
/// <param name="options">The command line.</param>
/// <param name="streams">Of this run.</param>
/// <param name="cancellation">The user stops it.</param>
internal sealed class YarnShell(GenericOptions options, ShellStreams streams, CancellationToken cancellation) : IAsyncDisposable
{
    private Configuration? _configuration;
    private YarnClient? _client;

    /// <summary>What follows the command.</summary>
    public List<string> Arguments => options.Rest;

    public Configuration Configuration => _configuration ??= options.Configure();

    public YarnClient Client => _client ??= new YarnClient(Configuration);

    public CancellationToken Cancellation => cancellation;

    public ShellStreams Streams => streams;

    public void Line(string text) => streams.Out.Line(text);

    /// <summary>How a command is used, on standard output as Apache's commands print it.</summary>
    public void WriteUsage(string command, string usage)
    {
        streams.Out.Line($"usage: {command}");
        streams.Out.Line(usage);
    }

    /// <summary>A line of columns, each right aligned to its width and followed by a tab, as Java's <c>%30s\t%20s</c>.</summary>
    public void Row(ReadOnlySpan<int> widths, params ReadOnlySpan<string> cells)
    {
        for (var i = 0; i < widths.Length; i++)
        {
            streams.Out.Print(i == 0 ? "" : "\t");
            streams.Out.Print(cells[i].PadLeft(widths[i]));
        }

        streams.Out.Line("");
    }

    public ValueTask DisposeAsync() => _client?.DisposeAsync() ?? ValueTask.CompletedTask;
}
