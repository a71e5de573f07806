using Hathi.Cli.Cql.Session;

namespace Hathi.Cli.Cql.Commands;

/// <summary>What a command has of the shell in which it is given.</summary>
internal interface ICommandShell
{
    CqlSession Session { get; }

    ShellOutput Output { get; }

    /// <summary>Somebody sits there.</summary>
    bool IsTyped { get; }

    /// <summary>Files that have each other read.</summary>
    int Depth { get; }

    /// <summary>Tells what went wrong, and where.</summary>
    void Fail(string message);

    /// <summary>Reads no further.</summary>
    void End();

    /// <summary>Does what a file says.</summary>
    Task SourceAsync(TextReader lines, string name, CancellationToken cancellation);
}
