namespace Hathi.Cli.Dfs;

/// <summary>What a command reads from and writes to.</summary>
/// <param name="OpenInput">Standard input; opened only when something reads it.</param>
/// <param name="Out">Standard output.</param>
/// <param name="Error">Standard error; <see cref="ErrorLine"/> writes to it.</param>
/// <param name="ErrorIsTerminal">Somebody watches standard error: bars may be drawn.</param>
internal sealed record ShellStreams(Func<Stream> OpenInput, ShellWriter Out, ShellWriter Error, bool ErrorIsTerminal)
{
    /// <summary>Those of this process.</summary>
    public static ShellStreams OfProcess() =>
        new(Console.OpenStandardInput, new ShellWriter(StandardStream.Open(1)), new ShellWriter(StandardStream.Open(2)), !Console.IsErrorRedirected);

    /// <summary>A line on standard error, after all that went to standard output before.</summary>
    public void ErrorLine(string text)
    {
        FlushOut();
        Error.Line(text);
        Error.Flush();
    }

    /// <summary>Whoever read standard output may be gone: what is on standard error is to be seen all the same.</summary>
    private void FlushOut()
    {
        try
        {
            Out.Flush();
        }
        catch (IOException)
        {
        }
    }
}
