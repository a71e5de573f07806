using Hathi.Base;
using Hathi.Cli.Cql.Commands;
using Hathi.Cli.Cql.Session;
using Hathi.Cli.Kit;
using Hathi.Ring.Client;
using Hathi.Ring.Client.Failures;
using Hathi.Ring.Protocol;

namespace Hathi.Cli.Cql;

/// <summary>
/// <c>hathi cql</c>: a shell for CQL, with the options, output and exit codes of <c>cqlsh</c> 6.2.0. Exit codes: 1, no connection; 2, a
/// statement or the command line was wrong.
/// </summary>
internal static class CqlCommand
{
    public const int NoConnection = 1;
    public const int Wrong = 2;

    private const string ReadInput = "<stdin>";

    /// <summary>Runs with the streams of this process.</summary>
    /// <param name="args">What follows <c>hathi cql</c>.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        using var interrupt = new Interrupt();
        return await RunAsync(
            args, ShellStreams.OfProcess(), Environment.GetEnvironmentVariable, !Console.IsInputRedirected, interrupt.Token)
            .ConfigureAwait(false);
    }

    /// <summary>Runs.</summary>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> args,
        ShellStreams streams,
        Func<string, string?> environment,
        bool inputIsTerminal,
        CancellationToken cancellation)
    {
        try
        {
            var arguments = new CqlArguments(args, environment);
            if (arguments.IsVersion || arguments.IsHelp)
            {
                streams.Out.Line(arguments.IsVersion ? $"cqlsh {CqlCommandNames.Version}" : CqlArguments.Help);
                streams.Out.Flush();
                return ExitCodes.Ok;
            }

            return await RunAsync(arguments, streams, inputIsTerminal, cancellation).ConfigureAwait(false);
        }
        catch (UsageException e)
        {
            streams.ErrorLine(CqlArguments.Usage);
            streams.ErrorLine($"hathi cql: error: {e.Message}");
            return Wrong;
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Interrupted;
        }
        catch (Exception e) when (Failures.IsReportable(e))
        {
            streams.ErrorLine($"hathi cql: {Failures.Describe(e)}");
            return NoConnection;
        }
    }

    private static async Task<int> RunAsync(
        CqlArguments arguments, ShellStreams streams, bool inputIsTerminal, CancellationToken cancellation)
    {
        TextReader? file;
        try
        {
            file = arguments.File is { } path ? new StreamReader(path) : null;
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            streams.ErrorLine($"Can't open '{arguments.File}': {FileNames.Why(e, arguments.File!)}");
            return NoConnection;
        }

        using (file)
        {
            if (arguments.WarnsOfPassword)
            {
                streams.ErrorLine("\nWarning: Using a password on the command line interface can be insecure.\n");
            }

            using var output = new ShellOutput(streams);
            var session = new CqlSession(arguments.Host, arguments.Port, Options(arguments, streams));
            await using (session.ConfigureAwait(false))
            {
                return await ConnectAsync(session, streams, cancellation).ConfigureAwait(false)
                    ? await RunAsync(arguments, session, output, file, inputIsTerminal, cancellation).ConfigureAwait(false)
                    : NoConnection;
            }
        }
    }

    private static async Task<bool> ConnectAsync(CqlSession session, ShellStreams streams, CancellationToken cancellation)
    {
        try
        {
            await session.ConnectAsync(cancellation).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is RingErrorException or RingConnectionException)
        {
            streams.ErrorLine($"Connection error: {e.Message}");
            return false;
        }
    }

    private static async Task<int> RunAsync(
        CqlArguments arguments,
        CqlSession session,
        ShellOutput output,
        TextReader? file,
        bool inputIsTerminal,
        CancellationToken cancellation)
    {
        var isTyped = arguments.Execute is null && file is null && (inputIsTerminal || arguments.IsTerminal);
        var source = arguments.Execute is null && arguments.File is { } name ? name : ReadInput;
        var shell = new CqlShell(session, output, isTyped ? null : source, 0);
        if (isTyped)
        {
            await ShowCommand.ShowAsync(shell, host: true, version: true, cancellation).ConfigureAwait(false);
            output.Say("Use HELP for help.");
        }

        if (arguments.Execute is { } statements)
        {
            await shell.RunAsync(statements.EndsWith(';') ? statements : statements + ";", cancellation).ConfigureAwait(false);
        }
        else
        {
            await shell.RunAsync(file ?? new StreamReader(output.Streams.OpenInput()), cancellation).ConfigureAwait(false);
        }

        return shell.HasFailed && !isTyped ? Wrong : ExitCodes.Ok;
    }

    private static RingConnectionOptions Options(CqlArguments arguments, ShellStreams streams)
    {
        var version = arguments.ProtocolVersion ?? (int)ProtocolVersions.Newest;
        return !ProtocolVersions.IsServed(version)
            ? throw new RefusedException(
                $"version {version} of the native protocol is not served: there are {string.Join(", ", ProtocolVersions.Names)}")
            : RingConnectionOptions.Default with
            {
                Version = (ProtocolVersion)version,
                User = arguments.User,
                Password = arguments.User is null ? "" : arguments.Password ?? PasswordPrompt.Read(streams),
                Keyspace = arguments.Keyspace,
                ConnectTimeout = arguments.ConnectTimeout,
                RequestTimeout = arguments.RequestTimeout,
                DriverName = "hathi cql",
            };
    }
}
