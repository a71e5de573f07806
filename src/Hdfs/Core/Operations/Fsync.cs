using Hathi.Hdfs.Core.Edits;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Namespace;
using Hathi.Hdfs.Core.Steps;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>Makes the length written so far known (fsync). No answer.</summary>
public sealed class FsyncRequest : HolderRequest, IAsk<Done>
{
    /// <summary>Absolute path, or /.reserved/.inodes/ID.</summary>
    public required string Path { get; init; }

    /// <summary>Inode id that the client was given by create or append; 0: from a client that does not send it.</summary>
    public required long FileId { get; init; }

    /// <summary>Bytes of the last block, or -1 when the client does not say.</summary>
    public required long LastBlockLength { get; init; }
}

internal static class Fsync
{
    public static void Run(OperationContext context, FsyncRequest request)
    {
        context.RequireNoSafeMode("Cannot fsync file ", request.Path);
        var path = context.Paths.Open(request.Caller, request.Path, request.FileId);
        var open = WriterRules.CheckLease(context, path, request.Caller, request.ClientName, request.FileId);
        if (request.LastBlockLength > 0)
        {
            if (!IsBeingWritten(context, path.Last))
            {
                // A writer that appends with a block of its own tells the length of the block before, as long as it has written nothing.
                if (LastLength(context, path.Last) != request.LastBlockLength)
                {
                    throw new HdfsFault(HdfsError.Io, $"The last block of {path.Text} is not under construction when updating its length.");
                }

                return;
            }

            SetLength(context, path.Last, open, request.LastBlockLength);
        }
    }

    // Of a block that was committed the length is what its replicas have.
    private static bool IsBeingWritten(OperationContext context, int file) =>
        context.Tree[file].BlockCount > 0
        && context.Blocks.Manager.TryGet(context.Tree.Blocks.Last(file), out var last)
        && last.State is BlockState.UnderConstruction;

    private static long LastLength(OperationContext context, int file) =>
        context.Tree[file].BlockCount > 0 ? context.Space.BlockOf(context.Tree.Blocks.Last(file)).Length : 0;

    // Never back: a call that comes late, after a longer one, says nothing new.
    private static void SetLength(OperationContext context, int file, OpenFile open, long length)
    {
        var last = context.Space.BlockOf(context.Tree.Blocks.Last(file));
        WriterRules.CheckLength(last with { Length = length }, context.Tree.LayoutOf(file).BlockSize);
        if (length > last.Length)
        {
            context.Commit(new LastBlockLengthSet(open.InodeId, length));
        }
    }
}
