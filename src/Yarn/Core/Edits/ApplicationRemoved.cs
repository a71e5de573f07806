using Hathi.Base;
using Hathi.Yarn.Core.ResourceManager;

namespace Hathi.Yarn.Core.Edits;

/// <summary>An application that has ended is forgotten: the oldest goes first.</summary>
internal readonly struct ApplicationRemoved(ApplicationId id) : IEdit
{
    public static ApplicationRemoved Read(ref RecordReader reader) => new(reader.Application());

    public void Write(RecordWriter writer)
    {
        writer.Kind(EditKind.ApplicationRemoved);
        writer.Application(id);
    }

    public void Apply(RmState state)
    {
        if (!state.Completed.TryDequeue(out var oldest) || oldest != id)
        {
            throw EditFields.Damaged($"removes {id}, which is not the oldest that has ended");
        }

        if (state.Apps.Remove(id, out var app))
        {
            state.Submissions.Forget(app.Submission);
        }
    }
}
