using Hathi.Base;
using Hathi.Base.Cores;
using Hathi.Ring.Core.Schema.State;

namespace Hathi.Ring.Core.Schema.Edits;

/// <summary>How many changes there were: an image tells but what has become of them.</summary>
internal readonly struct EpochReached(long epoch) : IEdit<EpochReached, SchemaState>
{
    public static EpochReached Read(ref RecordReader reader) => new(reader.Unsigned());

    public void Write(RecordWriter writer)
    {
        writer.Kind(EditKind.EpochReached);
        writer.Unsigned(epoch);
    }

    public void Apply(SchemaState state) => state.Epoch = epoch;
}
