using Hathi.Base.Cores;
using Hathi.Ring.Core.Schema.State;

namespace Hathi.Ring.Core.Schema.Edits;

/// <summary>From a log record, or a frame of an image, back to the changes it stands for.</summary>
internal static class Replayer
{
    private static readonly EditTable<SchemaState> s_edits = new EditTable<SchemaState>(SchemaState.Name)
        .Add<KeyspaceSet>((byte)EditKind.KeyspaceSet)
        .Add<KeyspaceDropped>((byte)EditKind.KeyspaceDropped)
        .Add<TypeSet>((byte)EditKind.TypeSet)
        .Add<TypeDropped>((byte)EditKind.TypeDropped)
        .Add<TableSet>((byte)EditKind.TableSet)
        .Add<TableDropped>((byte)EditKind.TableDropped)
        .Add<EpochReached>((byte)EditKind.EpochReached);

    /// <summary>Applies all edits of one record.</summary>
    /// <exception cref="FormatException">Unknown kind, damaged, or not fitting what was there.</exception>
    public static void Replay(SchemaState state, ReadOnlySpan<byte> record)
    {
        var reader = EditFields.Reader(record);
        s_edits.Replay(state, ref reader);
    }
}
