using Hathi.Base;
using Hathi.Hdfs.Core.Namespace;

namespace Hathi.Hdfs.Core.Edits;

/// <summary>From a log record back to the changes it stands for.</summary>
internal static class Replayer
{
    /// <summary>Applies all edits of one record.</summary>
    /// <exception cref="FormatException">Unknown kind, damaged, or not fitting what was there.</exception>
    public static void Replay(NameSpace space, ReadOnlySpan<byte> record)
    {
        if (record.Length > EditFormat.MaxRecordBytes)
        {
            throw EditFields.Damaged($"has {record.Length} bytes, the most are {EditFormat.MaxRecordBytes}");
        }

        var reader = EditFields.Reader(record, space.Tree.Names);
        while (!reader.AtEnd)
        {
            ReplayOne(space, ref reader);
        }
    }

    private static void ReplayOne(NameSpace space, ref RecordReader reader)
    {
        switch ((EditKind)reader.Byte())
        {
            case EditKind.DirectoryMade:
                DirectoryMade.Read(ref reader).Apply(space);
                break;
            case EditKind.FileCreated:
                FileCreated.Read(ref reader).Apply(space);
                break;
            case EditKind.Removed:
                Removed.Read(ref reader).Apply(space);
                break;
            case EditKind.Renamed:
                Renamed.Read(ref reader).Apply(space);
                break;
            case EditKind.AttributesSet:
                AttributesSet.Read(ref reader).Apply(space);
                break;
            case EditKind.TimesSet:
                TimesSet.Read(ref reader).Apply(space);
                break;
            case EditKind.ReplicationSet:
                ReplicationSet.Read(ref reader).Apply(space);
                break;
            case EditKind.FileReopened:
                FileReopened.Read(ref reader).Apply(space);
                break;
            case EditKind.BlockAllocated:
                BlockAllocated.Read(ref reader).Apply(space);
                break;
            case EditKind.BlockCommitted:
                BlockCommitted.Read(ref reader).Apply(space);
                break;
            case EditKind.BlockAbandoned:
                BlockAbandoned.Read(ref reader).Apply(space);
                break;
            case EditKind.FileClosed:
                FileClosed.Read(ref reader).Apply(space);
                break;
            case EditKind.PipelineUpdated:
                PipelineUpdated.Read(ref reader).Apply(space);
                break;
            case EditKind.GenerationStampTaken:
                GenerationStampTaken.Read(ref reader).Apply(space);
                break;
            case EditKind.LeaseReassigned:
                LeaseReassigned.Read(ref reader).Apply(space);
                break;
            case EditKind.LastBlockLengthSet:
                LastBlockLengthSet.Read(ref reader).Apply(space);
                break;
            case EditKind.BlockRecovered:
                BlockRecovered.Read(ref reader).Apply(space);
                break;
            case EditKind.CallAnswered:
                CallAnswered.Read(ref reader).Apply(space);
                break;
            case var unknown:
                throw EditFields.Damaged($"has an edit of the unknown kind {(int)unknown}");
        }
    }
}
