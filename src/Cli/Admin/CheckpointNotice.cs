using System.Text.Json;
using Hathi.Cli.Admin.Fsck;
using Hathi.Cli.Dfs;
using Hathi.Hdfs.Client;

namespace Hathi.Cli.Admin;

/// <summary>
/// Whether the NameNode could write its last checkpoint, from its web page: the RPC has no field for it. A NameNode whose page cannot be read or that does not tell (Apache's)
/// is told nothing of.
/// </summary>
internal static class CheckpointNotice
{
    private const string Bean = "Hathi:service=NameNode,name=Checkpoints";

    /// <summary>How long the page is waited for: a report is not to hang on it.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);

    /// <summary>Why the last one failed, in a line; null: it did not, or nobody says.</summary>
    public static async Task<string?> ReadAsync(HdfsFileSystem hdfs, Shell shell)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(shell.Cancellation);
        limit.CancelAfter(s_patience);
        try
        {
            using var page = new NameNodePage(shell.Configuration);
            var json = new System.Text.StringBuilder();
            await foreach (var line in page.LinesAsync(NameNodePage.Address(hdfs.Uri, shell.Configuration) + "/jmx?qry=Hathi:*", limit.Token).ConfigureAwait(false))
            {
                json.AppendLine(line);
            }

            return Read(json.ToString());
        }
        catch (Exception e) when (e is IOException or HttpRequestException or JsonException || (e is OperationCanceledException && !shell.Cancellation.IsCancellationRequested))
        {
            return null;
        }
    }

    /// <summary>What a page of beans says.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    internal static string? Read(string json)
    {
        using var page = JsonDocument.Parse(json);
        if (page.RootElement.ValueKind != JsonValueKind.Object || !page.RootElement.TryGetProperty("beans", out var beans) || beans.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        foreach (var bean in beans.EnumerateArray())
        {
            if (bean.TryGetProperty("name", out var name) && name.ValueEquals(Bean) && bean.GetProperty("LastFailure").GetString() is { } failure)
            {
                return $"{failure.ReplaceLineEndings(" ")} ({bean.GetProperty("Failures")} failed, a restart would replay {bean.GetProperty("EditsBehind")} edits)";
            }
        }

        return null;
    }
}
