using Hathi.Hdfs.Core.NameNode;
using System.Text;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>The block side's queues as text (metaSave): superuser. Answer: string; the shell writes it to the file that the client named.</summary>
public sealed class MetaSaveRequest : ClientRequest;

internal static class MetaSave
{
    public static object? Run(OperationContext context, MetaSaveRequest request)
    {
        context.Permissions.RequireSuperUser(request.Caller, "metaSave");
        var (inodes, blocks) = (context.Tree.InodeCount, context.Blocks.View.Stats.Blocks);
        var text = new StringBuilder();
        text.Append($"{inodes} files and directories, {blocks} blocks = {inodes + blocks} total filesystem objects\n");
        foreach (var line in context.Blocks.View.MetaSave(context.Now))
        {
            text.Append(line).Append('\n');
        }

        return text.ToString();
    }
}
