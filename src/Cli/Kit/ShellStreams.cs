namespace Hathi.Cli.Kit;

/// <summary>What a command reads from and writes to.</summary>
/// <param name="OpenInput">Standard input; opened only when something reads it.</param>
/// <param name="Out">Standard output.</param>
/// <param name="Error">Standard error; <see cref="ErrorLine"/> writes to it.</param>
/// <param name="ErrorIsTerminal">Somebody watches standard error: bars may be drawn.</param>
internal sealed record ShellStreams(Func<Stream> OpenInput, ShellWriter Out, ShellWriter Error, bool ErrorIsTerminal)
{
    /// <summary>Somebody watches standard output: it may be written anew again and again.</summary>
    public bool OutIsTerminal { get; init; }

    /// <summary>Those of this process.</summary>
    public static ShellStreams OfProcess() =>
        new(
            Console.OpenStandardInput,
            new ShellWriter(StandardStream.Open(1)),
            new ShellWriter(StandardStream.Open(2)),
            !Console.IsErrorRedirected)
        {
            OutIsTerminal = !Console.IsOutputRedirected,
        };

    /// <summary>A line on standard error, after all that went to standard output before.</summary>
    public void ErrorLine(string text)
    {
        // Whoever read standard output may be gone: what is on standard error is to be seen all the same.
        Try(Out.Flush);
        Try(() =>
        {
            Error.Line(text);
            Error.Flush();
        });
    }

    /// <summary>What is left for standard error; when it takes nothing there is nobody to tell.</summary>
    public void FlushError() => Try(Error.Flush);

    private static void Try(Action write)
    {
        try
        {
            write();
        }
        catch (IOException)
        {
            // Standard output fails again when its command ends, which the exit code then says.
        }
    }
}
