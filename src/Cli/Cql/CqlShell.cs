using System.Globalization;
using Hathi.Base;
using Hathi.Cli.Cql.Commands;
using Hathi.Cli.Cql.Input;
using Hathi.Cli.Cql.Session;
using Hathi.Cli.Kit;

namespace Hathi.Cli.Cql;

/// <summary>
/// Reads statements from one place, and has them done, one after another. What goes wrong with one does not keep the next from its turn.
/// </summary>
/// <param name="session">The connection.</param>
/// <param name="output">Where to.</param>
/// <param name="source">The file that is read, for errors; null: somebody types.</param>
/// <param name="depth">Files that have each other read.</param>
internal sealed class CqlShell(CqlSession session, ShellOutput output, string? source, int depth) : ICommandShell
{
    private readonly StatementSplitter _splitter = new();
    private int _line = 1;
    private bool _ends;

    public CqlSession Session => session;

    public ShellOutput Output => output;

    public bool IsTyped => source is null;

    public int Depth => depth;

    /// <summary>Something went wrong.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Does what a text says.</summary>
    public async Task RunAsync(string text, CancellationToken cancellation)
    {
        await FeedAsync(text, cancellation).ConfigureAwait(false);
        Finish();
    }

    /// <summary>Does what lines say, to their end or EXIT.</summary>
    public async Task RunAsync(TextReader lines, CancellationToken cancellation)
    {
        while (!_ends)
        {
            Prompt();
            if (await lines.ReadLineAsync(cancellation).ConfigureAwait(false) is not { } line)
            {
                Finish();
                return;
            }

            _line++;
            await FeedAsync(line + "\n", cancellation).ConfigureAwait(false);
        }
    }

    public void Fail(string message)
    {
        HasFailed = true;
        output.Streams.ErrorLine(
            source is null ? message : string.Create(CultureInfo.InvariantCulture, $"{source}:{_line}:{message}"));
    }

    public void End() => _ends = true;

    public async Task SourceAsync(TextReader lines, string name, CancellationToken cancellation) =>
        await new CqlShell(session, output, name, depth + 1).RunAsync(lines, cancellation).ConfigureAwait(false);

    private async Task FeedAsync(string text, CancellationToken cancellation)
    {
        foreach (var statement in _splitter.Feed(text))
        {
            if (_ends)
            {
                return;
            }

            await DoAsync(statement, cancellation).ConfigureAwait(false);
            output.Flush();
        }
    }

    private async Task DoAsync(TypedStatement statement, CancellationToken cancellation)
    {
        try
        {
            if (ShellCommands.Find(statement.Verb) is not { } command)
            {
                await StatementRun.RunAsync(this, statement, cancellation).ConfigureAwait(false);
            }
            else if (!await command(this, statement, cancellation).ConfigureAwait(false))
            {
                Fail($"Improper {statement.Verb} command.");
            }
        }
        catch (Exception e) when (Failures.IsReportable(e) && !output.Streams.Out.IsFailure(e))
        {
            Fail(e is EnvironmentException ? e.Message : Failures.Describe(e));
        }
    }

    private void Finish()
    {
        if (IsTyped)
        {
            output.Say("");
        }

        if (_splitter.IsInside && !_ends)
        {
            Fail("Incomplete statement at end of file");
        }

        output.Flush();
    }

    private void Prompt()
    {
        if (!IsTyped)
        {
            return;
        }

        var keyspace = session.Keyspace is { } name ? $":{name}" : "";
        var user = session.User is { } who ? $"{who}@" : "";
        output.Streams.Out.Print(_splitter.IsInside ? new string(' ', keyspace.Length + 3) + "... " : $"{user}cqlsh{keyspace}> ");
        output.Streams.Out.Flush();
    }
}
