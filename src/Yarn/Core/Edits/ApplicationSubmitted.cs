using Hathi.Base;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.State;

namespace Hathi.Yarn.Core.Edits;

/// <summary>An application was taken, with all that it was submitted with.</summary>
internal readonly struct ApplicationSubmitted(Submission submission, string queuePath, int priority, long time, long expiresAt)
    : IEdit<ApplicationSubmitted, RmState>
{
    public static ApplicationSubmitted Read(ref RecordReader reader)
    {
        var id = reader.Application();
        var submission = new Submission
        {
            Id = id,
            User = reader.Text(),
            Name = reader.Text(),
            Queue = reader.Text(),
            Type = reader.Text(),
            Tags = ReadTags(ref reader),
            Priority = (int)reader.Signed(),
            MasterAsks = ReadAsks(ref reader),
            MaxAttempts = (int)reader.Signed(),
            FailuresValidityInterval = reader.Signed(),
            KeepContainers = reader.Flag(),
            Unmanaged = reader.Flag(),
            LifetimeSeconds = reader.Signed(),
            NodeLabel = reader.Text(),
            Payload = reader.Bytes().ToArray(),
        };
        var queuePath = reader.Text();
        var priority = (int)reader.Signed();
        var time = reader.Signed();
        return new ApplicationSubmitted(submission, queuePath, priority, time, reader.Signed());
    }

    public void Write(RecordWriter writer)
    {
        writer.Kind(EditKind.ApplicationSubmitted);
        writer.Application(submission.Id);
        writer.Text(submission.User);
        writer.Text(submission.Name);
        writer.Text(submission.Queue);
        writer.Text(submission.Type);
        writer.Unsigned(submission.Tags.Count);
        foreach (var tag in submission.Tags)
        {
            writer.Text(tag);
        }

        writer.Signed(submission.Priority);
        writer.Unsigned(submission.MasterAsks.Count);
        foreach (var ask in submission.MasterAsks)
        {
            WriteAsk(writer, ask);
        }

        writer.Signed(submission.MaxAttempts);
        writer.Signed(submission.FailuresValidityInterval);
        writer.Flag(submission.KeepContainers);
        writer.Flag(submission.Unmanaged);
        writer.Signed(submission.LifetimeSeconds);
        writer.Text(submission.NodeLabel);
        writer.Bytes(submission.Payload.Span);
        writer.Text(queuePath);
        writer.Signed(priority);
        writer.Signed(time);
        writer.Signed(expiresAt);
    }

    public void Apply(RmState state) => state.Add(new RmApp(submission)
    {
        QueuePath = queuePath,
        Priority = priority,
        SubmitTime = time,
        ExpiresAt = expiresAt,
    });

    private static List<string> ReadTags(ref RecordReader reader)
    {
        var tags = new List<string>();
        for (var left = reader.Count(); left > 0; left--)
        {
            tags.Add(reader.Text());
        }

        return tags;
    }

    private static List<ResourceAsk> ReadAsks(ref RecordReader reader)
    {
        var asks = new List<ResourceAsk>();
        for (var left = reader.Count(); left > 0; left--)
        {
            var priority = (int)reader.Signed();
            var requestId = reader.Signed();
            var name = reader.Text();
            var capability = reader.Amount();
            var containers = reader.Count();
            var relax = reader.Flag();
            var type = (ExecutionType)reader.Byte();
            asks.Add(new ResourceAsk(priority, requestId, name, capability, containers, relax, type, reader.Text()));
        }

        return asks;
    }

    private static void WriteAsk(RecordWriter writer, ResourceAsk ask)
    {
        writer.Signed(ask.Priority);
        writer.Signed(ask.AllocationRequestId);
        writer.Text(ask.ResourceName);
        writer.Amount(ask.Capability);
        writer.Unsigned(ask.Containers);
        writer.Flag(ask.RelaxLocality);
        writer.Byte((byte)ask.ExecutionType);
        writer.Text(ask.NodeLabel);
    }
}
