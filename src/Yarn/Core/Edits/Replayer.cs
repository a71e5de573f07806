using Hathi.Yarn.Core.State;

namespace Hathi.Yarn.Core.Edits;

/// <summary>From a log record, or a frame of an image, back to the changes it stands for.</summary>
internal static class Replayer
{
    private static readonly EditTable<RmState> s_edits = new EditTable<RmState>(EditFields.Of)
        .Add<EpochBegun>((byte)EditKind.EpochBegun)
        .Add<ApplicationSubmitted>((byte)EditKind.ApplicationSubmitted)
        .Add<AttemptStored>((byte)EditKind.AttemptStored)
        .Add<AttemptFinished>((byte)EditKind.AttemptFinished)
        .Add<ApplicationFinished>((byte)EditKind.ApplicationFinished)
        .Add<ApplicationRemoved>((byte)EditKind.ApplicationRemoved)
        .Add<ApplicationUpdated>((byte)EditKind.ApplicationUpdated)
        .Add<SecretKept>((byte)EditKind.SecretKept)
        .Add<NodeKnown>((byte)EditKind.NodeKnown)
        .Add<NodeForgotten>((byte)EditKind.NodeForgotten);

    /// <summary>Applies all edits of one record.</summary>
    /// <exception cref="FormatException">Unknown kind, damaged, or not fitting what was there.</exception>
    public static void Replay(RmState state, ReadOnlySpan<byte> record)
    {
        var reader = EditFields.Reader(record);
        s_edits.Replay(state, ref reader);
    }
}
