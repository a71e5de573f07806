using System.Text;
using Hathi.Cli.Cql.Input;
using Hathi.Cli.Cql.Session;
using Hathi.Ring.Client.Failures;

namespace Hathi.Cli.Cql.Commands;

/// <summary><c>SHOW HOST</c> and <c>SHOW VERSION</c>.</summary>
internal static class ShowCommand
{
    private const string Question = "SELECT cluster_name, release_version, cql_version FROM system.local WHERE key = 'local'";

    public static async Task<bool> RunAsync(ICommandShell shell, TypedStatement statement, CancellationToken cancellation)
    {
        var what = statement.Words.Count > 1 ? statement.Words[1].ToUpperInvariant() : "";
        if (what is "SESSION" or "REPLICAS")
        {
            return await ShellCommands.NotServedAsync(shell, statement, cancellation).ConfigureAwait(false);
        }

        if (what is not ("HOST" or "VERSION") || statement.Words.Count > 2)
        {
            return false;
        }

        try
        {
            await ShowAsync(shell, what == "HOST", what == "VERSION", cancellation).ConfigureAwait(false);
        }
        catch (RingErrorException e)
        {
            shell.Fail(ErrorText.Of(e));
        }

        return true;
    }

    /// <summary>Says with whom one speaks.</summary>
    public static async Task ShowAsync(ICommandShell shell, bool host, bool version, CancellationToken cancellation)
    {
        var session = shell.Session;
        using var answer = await session.RunAsync(Question, null, cancellation).ConfigureAwait(false);
        var (cluster, release, cql) = ("", "", "");
        var rows = answer.Rows;
        if (rows.NextRow())
        {
            cluster = Encoding.UTF8.GetString(rows.Next().Bytes);
            release = Encoding.UTF8.GetString(rows.Next().Bytes);
            cql = Encoding.UTF8.GetString(rows.Next().Bytes);
        }

        if (host)
        {
            shell.Output.Say($"Connected to {cluster} at {session.Host}:{session.Port}");
        }

        if (version)
        {
            shell.Output.Say(
                $"[cqlsh {CqlCommandNames.Version} | Cassandra {release} | CQL spec {cql} | Native protocol v{(int)session.Version}]");
        }
    }
}

/// <summary>Whose words and habits these are.</summary>
internal static class CqlCommandNames
{
    /// <summary>The version of <c>cqlsh</c> whose output this is.</summary>
    public const string Version = "6.2.0";
}
