using Hathi.Base;
using Hathi.Yarn.Core.ResourceManager;

namespace Hathi.Yarn.Core.Edits;

/// <summary>From a log record back to the changes it stands for.</summary>
internal static class Replayer
{
    /// <summary>Applies all edits of one record.</summary>
    /// <exception cref="FormatException">Unknown kind, damaged, or not fitting what was there.</exception>
    public static void Replay(RmState state, ReadOnlySpan<byte> record)
    {
        var reader = EditFields.Reader(record);
        while (!reader.AtEnd)
        {
            ReplayOne(state, ref reader);
        }
    }

    private static void ReplayOne(RmState state, ref RecordReader reader)
    {
        switch ((EditKind)reader.Byte())
        {
            case EditKind.EpochBegun:
                EpochBegun.Read(ref reader).Apply(state);
                break;
            case EditKind.ApplicationSubmitted:
                ApplicationSubmitted.Read(ref reader).Apply(state);
                break;
            case EditKind.AttemptStored:
                AttemptStored.Read(ref reader).Apply(state);
                break;
            case EditKind.AttemptFinished:
                AttemptFinished.Read(ref reader).Apply(state);
                break;
            case EditKind.ApplicationFinished:
                ApplicationFinished.Read(ref reader).Apply(state);
                break;
            case EditKind.ApplicationRemoved:
                ApplicationRemoved.Read(ref reader).Apply(state);
                break;
            case EditKind.ApplicationUpdated:
                ApplicationUpdated.Read(ref reader).Apply(state);
                break;
            case EditKind.SecretKept:
                SecretKept.Read(ref reader).Apply(state);
                break;
            case EditKind.NodeKnown:
                NodeKnown.Read(ref reader).Apply(state);
                break;
            case EditKind.NodeForgotten:
                NodeForgotten.Read(ref reader).Apply(state);
                break;
            case var kind:
                throw EditFields.Damaged($"has an edit of the unknown kind {(byte)kind}");
        }
    }
}
