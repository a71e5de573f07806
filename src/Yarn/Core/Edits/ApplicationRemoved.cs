using Hathi.Base;
using Hathi.Yarn.Core.State;

namespace Hathi.Yarn.Core.Edits;

/// <summary>An application that has ended is forgotten.</summary>
internal readonly struct ApplicationRemoved(ApplicationId id) : IEdit<ApplicationRemoved, RmState>
{
    public static ApplicationRemoved Read(ref RecordReader reader) => new(reader.Application());

    public void Write(RecordWriter writer)
    {
        writer.Kind(EditKind.ApplicationRemoved);
        writer.Application(id);
    }

    public void Apply(RmState state)
    {
        if (!state.Ended.Remove(id))
        {
            throw RmState.Damaged($"removes {id}, which has not ended");
        }

        state.Apps.Remove(id);
    }
}
