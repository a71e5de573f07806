using System.Text;
using Hathi.Cli.Kit;

namespace Hathi.Cli.Cql.Session;

/// <summary>
/// What a shell says: rows, which CAPTURE sends to a file; answers of its own commands; errors, each with where its statement stands,
/// unless somebody types.
/// </summary>
/// <param name="streams">Of the process.</param>
internal sealed class ShellOutput(ShellStreams streams) : IDisposable
{
    private StreamWriter? _capture;

    /// <summary>The file that rows go to; null: none.</summary>
    public string? CapturedTo { get; private set; }

    public ShellStreams Streams => streams;

    /// <summary>A line of rows.</summary>
    public void Result(string line)
    {
        if (_capture is null)
        {
            streams.Out.Line(line);
        }
        else
        {
            _capture.Write(line + "\n");
        }
    }

    /// <summary>A line of a command of the shell.</summary>
    public void Say(string line) => streams.Out.Line(line);

    public void Flush()
    {
        _capture?.Flush();
        streams.Out.Flush();
    }

    /// <summary>From now on rows go to the end of a file.</summary>
    public void Capture(string path)
    {
        _capture = new StreamWriter(path, append: true, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        CapturedTo = path;
    }

    public void EndCapture()
    {
        _capture?.Dispose();
        (_capture, CapturedTo) = (null, null);
    }

    public void Dispose() => EndCapture();
}
