using System.Text;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Steps;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>
/// The block side's queues as text (metaSave): superuser. Answer: string; the shell writes it to the file that the client named.
/// </summary>
public sealed class MetaSaveRequest : ClientRequest, IAsk<string>;

internal static class MetaSave
{
    public static Answer<string> Run(OperationContext context, MetaSaveRequest request)
    {
        context.Permissions.RequireSuperUser(request.Caller, "metaSave");
        var cursor = context.Progress.Resume(() => new MetaSaveCursor(context));
        for (var budget = context.Progress.Budget(context.Options.BlocksPerPiece); cursor.Lines.MoveNext(); budget--)
        {
            cursor.Text.Append(cursor.Lines.Current).Append('\n');
            if (budget <= 0)
            {
                return Unfinished.Yet;
            }
        }

        return cursor.Text.ToString();
    }

    private sealed class MetaSaveCursor : IDisposable
    {
        public MetaSaveCursor(OperationContext context)
        {
            var (inodes, blocks) = (context.Tree.InodeCount, context.Blocks.View.Stats.Blocks);
            Text.Append($"{inodes} files and directories, {blocks} blocks = {inodes + blocks} total filesystem objects\n");
            Lines = context.Blocks.View.MetaSave(context.Now).GetEnumerator();
        }

        public StringBuilder Text { get; } = new();

        public IEnumerator<string> Lines { get; }

        public void Dispose() => Lines.Dispose();
    }
}
