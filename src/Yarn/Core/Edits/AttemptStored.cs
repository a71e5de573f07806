using Hathi.Base;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.State;

namespace Hathi.Yarn.Core.Edits;

/// <summary>
/// An attempt has a container for its master: from here on it may run. Without a container: its master runs elsewhere, or it
/// ended before it had one.
/// </summary>
internal readonly struct AttemptStored(ApplicationAttemptId id, long container, NodeId? node, string httpAddress, long startTime)
    : IEdit<AttemptStored, RmState>
{
    public static AttemptStored Read(ref RecordReader reader)
    {
        var id = reader.Attempt();
        var container = reader.Unsigned();
        NodeId? node = null;
        if (reader.Flag())
        {
            var host = reader.Text();
            node = new NodeId(host, reader.Count());
        }

        var httpAddress = reader.Text();
        return new AttemptStored(id, container, node, httpAddress, reader.Signed());
    }

    public void Write(RecordWriter writer)
    {
        writer.Kind(EditKind.AttemptStored);
        writer.Attempt(id);
        writer.Unsigned(container);
        writer.Flag(node is not null);
        if (node is { } where)
        {
            writer.Text(where.Host);
            writer.Unsigned(where.Port);
        }

        writer.Text(httpAddress);
        writer.Signed(startTime);
    }

    public void Apply(RmState state)
    {
        var app = state.Require(id.Application);
        var attempt = app.Attempt(id);
        if (attempt is null)
        {
            // The first that an image has need not be the first that there was.
            if (id.Attempt < 1 || (app.Current is not null && id.Attempt != app.NextAttempt))
            {
                throw RmState.Damaged($"has {id}, where {app.NextAttempt} is the next attempt");
            }

            attempt = new RmAttempt(id);
            app.Add(attempt);
        }

        attempt.IsStored = true;
        attempt.MasterContainer = container;
        attempt.MasterNode = node;
        attempt.MasterNodeHttpAddress = httpAddress;
        attempt.StartTime = startTime;
    }
}
