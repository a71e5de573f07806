using System.Text;
using System.Text.Json;
using Hathi.Cli.Admin.Fsck;
using Hathi.Cli.Dfs.Kit;
using Hathi.Hdfs.Client;

namespace Hathi.Cli.Admin.Kit;

/// <summary>
/// Whether the NameNode could write its last checkpoint, from its web page: the RPC has no field for it. Of a NameNode whose page cannot be
/// read, or that does not tell (Apache's), nothing is said.
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
            var json = new StringBuilder();
            var address = NameNodePage.Address(hdfs.Uri, shell.Configuration) + "/jmx?qry=Hathi:*";
            await foreach (var line in page.LinesAsync(address, limit.Token).ConfigureAwait(false))
            {
                json.AppendLine(line);
            }

            return Read(json.ToString());
        }
        catch (Exception e) when (e is IOException or HttpRequestException or JsonException or InvalidOperationException
            or KeyNotFoundException or FormatException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!shell.Cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>What a page of beans says.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    internal static string? Read(string json)
    {
        using var page = JsonDocument.Parse(json);
        var root = page.RootElement;
        if (root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("beans", out var beans)
            || beans.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        foreach (var bean in beans.EnumerateArray())
        {
            var isIt = bean.TryGetProperty("name", out var name) && name.ValueEquals(Bean);
            if (isIt && bean.TryGetProperty("LastFailure", out var last) && last.GetString() is { } failure)
            {
                var (failures, edits) = (bean.GetProperty("Failures"), bean.GetProperty("EditsBehind"));
                return $"{failure.ReplaceLineEndings(" ")} ({failures} failed, a restart would replay {edits} edits)";
            }
        }

        return null;
    }
}
