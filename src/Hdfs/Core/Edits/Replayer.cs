using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Namespace;

namespace Hathi.Hdfs.Core.Edits;

/// <summary>From a log record back to the changes it stands for.</summary>
internal static class Replayer
{
    private static readonly EditTable<NameSpace> s_edits = new EditTable<NameSpace>(EditFields.Of)
        .Add<DirectoryMade>((byte)EditKind.DirectoryMade)
        .Add<FileCreated>((byte)EditKind.FileCreated)
        .Add<Removed>((byte)EditKind.Removed)
        .Add<Renamed>((byte)EditKind.Renamed)
        .Add<AttributesSet>((byte)EditKind.AttributesSet)
        .Add<TimesSet>((byte)EditKind.TimesSet)
        .Add<ReplicationSet>((byte)EditKind.ReplicationSet)
        .Add<FileReopened>((byte)EditKind.FileReopened)
        .Add<BlockAllocated>((byte)EditKind.BlockAllocated)
        .Add<BlockCommitted>((byte)EditKind.BlockCommitted)
        .Add<BlockAbandoned>((byte)EditKind.BlockAbandoned)
        .Add<FileClosed>((byte)EditKind.FileClosed)
        .Add<PipelineUpdated>((byte)EditKind.PipelineUpdated)
        .Add<GenerationStampTaken>((byte)EditKind.GenerationStampTaken)
        .Add<LeaseReassigned>((byte)EditKind.LeaseReassigned)
        .Add<LastBlockLengthSet>((byte)EditKind.LastBlockLengthSet)
        .Add<BlockRecovered>((byte)EditKind.BlockRecovered)
        .Add<CallAnswered>((byte)EditKind.CallAnswered);

    /// <summary>Applies all edits of one record.</summary>
    /// <exception cref="FormatException">Unknown kind, damaged, or not fitting what was there.</exception>
    public static void Replay(NameSpace space, ReadOnlySpan<byte> record)
    {
        if (record.Length > EditFormat.MaxRecordBytes)
        {
            throw EditFields.Damaged($"has {record.Length} bytes, the most are {EditFormat.MaxRecordBytes}");
        }

        var reader = EditFields.Reader(record, space.Tree.Names);
        try
        {
            s_edits.Replay(space, ref reader);
        }
        catch (Exception e) when (e is InvalidOperationException or HdfsFault)
        {
            // A name or a block that is there already, a stamp that is another: whoever wrote the record had other things before it.
            throw EditFields.Damaged($"does not fit what was there ({e.Message})");
        }
    }
}
