using Hathi.Base;
using Microsoft.Extensions.Logging;

namespace Hathi.Node;

/// <summary>
/// What has ended on this node while its process goes on: a file of a line a role, its name, a tab and why, which
/// <c>hathi status</c> shows.
/// </summary>
/// <param name="path">The file (<c>hathi.node.ended.file</c>); empty: nowhere but in the log.</param>
/// <param name="log">Is told where the file cannot be written.</param>
internal sealed class EndedRoles(string path, ILogger log)
{
    /// <summary>The node starts: nothing has ended yet.</summary>
    public void Clear() => Try(File.Delete);

    public void Add(string role, string why) => Try(p => File.AppendAllText(p, $"{role}\t{why.ReplaceLineEndings(" ")}\n"));

    // It only tells: a disk that does not take it ends nothing.
    private void Try(Action<string> change)
    {
        try
        {
            if (path.Length > 0)
            {
                change(path);
            }
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            log.EndsNotTold(e.Message);
        }
    }
}
