using Hathi.Base;
using Hathi.Yarn.Core.State;

namespace Hathi.Yarn.Core.Edits;

/// <summary>
/// A ResourceManager starts: containers that it grants have this epoch in their numbers, applications that it takes
/// this time in their names.
/// </summary>
internal readonly struct EpochBegun(long epoch, long clusterTimestamp) : IEdit<EpochBegun, RmState>
{
    public static EpochBegun Read(ref RecordReader reader)
    {
        var epoch = reader.Unsigned();
        return new EpochBegun(epoch, reader.Unsigned());
    }

    public void Write(RecordWriter writer)
    {
        writer.Kind(EditKind.EpochBegun);
        writer.Unsigned(epoch);
        writer.Unsigned(clusterTimestamp);
    }

    public void Apply(RmState state)
    {
        state.HasEpoch = true;
        state.Epoch = epoch;
        state.ClusterTimestamp = clusterTimestamp;
    }
}
