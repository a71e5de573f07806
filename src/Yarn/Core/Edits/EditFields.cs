using Hathi.Base;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.State;

namespace Hathi.Yarn.Core.Edits;

/// <summary>What the records of the ResourceManager's state, edits and images, are made of beside numbers and texts.</summary>
internal static class EditFields
{
    /// <summary>Whose records they are, for the message of an error.</summary>
    public const string Of = RmState.Name;

    public static RecordReader Reader(ReadOnlySpan<byte> record) => new(record, Of, names: null);

    public static void Kind(this RecordWriter writer, EditKind kind) => writer.Byte((byte)kind);

    public static void Application(this RecordWriter writer, ApplicationId id)
    {
        writer.Unsigned(id.ClusterTimestamp);
        writer.Unsigned(id.Id);
    }

    public static ApplicationId Application(this ref RecordReader reader)
    {
        var timestamp = reader.Unsigned();
        return new ApplicationId(timestamp, reader.Count());
    }

    public static void Attempt(this RecordWriter writer, ApplicationAttemptId id)
    {
        writer.Application(id.Application);
        writer.Unsigned(id.Attempt);
    }

    public static ApplicationAttemptId Attempt(this ref RecordReader reader)
    {
        var application = reader.Application();
        return new ApplicationAttemptId(application, reader.Count());
    }

    public static void Amount(this RecordWriter writer, Resource resource)
    {
        writer.Unsigned(resource.MemoryMiB);
        writer.Unsigned(resource.VirtualCores);
    }

    public static Resource Amount(this ref RecordReader reader)
    {
        var memory = reader.Unsigned();
        return new Resource(memory, reader.Count());
    }
}
