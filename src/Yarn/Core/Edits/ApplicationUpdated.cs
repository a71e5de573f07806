using Hathi.Base;
using Hathi.Yarn.Core.State;

namespace Hathi.Yarn.Core.Edits;

/// <summary>Where an application runs, before whom, and how long it may were changed.</summary>
internal readonly struct ApplicationUpdated(ApplicationId id, string queuePath, int priority, long expiresAt)
    : IEdit<ApplicationUpdated, RmState>
{
    public static ApplicationUpdated Read(ref RecordReader reader)
    {
        var id = reader.Application();
        var queuePath = reader.Text();
        var priority = (int)reader.Signed();
        return new ApplicationUpdated(id, queuePath, priority, reader.Signed());
    }

    public void Write(RecordWriter writer)
    {
        writer.Kind(EditKind.ApplicationUpdated);
        writer.Application(id);
        writer.Text(queuePath);
        writer.Signed(priority);
        writer.Signed(expiresAt);
    }

    public void Apply(RmState state)
    {
        var app = state.Require(id);
        app.QueuePath = queuePath;
        app.Priority = priority;
        app.ExpiresAt = expiresAt;
    }
}
