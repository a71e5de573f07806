using Hathi.Base;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.State;

namespace Hathi.Yarn.Core.Edits;

/// <summary>An attempt is over.</summary>
internal readonly struct AttemptFinished(
    ApplicationAttemptId id, AttemptState state, FinalStatus status, string diagnostics, int exitStatus, bool counts, string trackingUrl,
    long time) : IEdit<AttemptFinished, RmState>
{
    public static AttemptFinished Read(ref RecordReader reader)
    {
        var id = reader.Attempt();
        var state = (AttemptState)reader.Byte();
        var status = (FinalStatus)reader.Byte();
        var diagnostics = reader.Text();
        var exitStatus = (int)reader.Signed();
        var counts = reader.Flag();
        var trackingUrl = reader.Text();
        return new AttemptFinished(id, state, status, diagnostics, exitStatus, counts, trackingUrl, reader.Signed());
    }

    public void Write(RecordWriter writer)
    {
        writer.Kind(EditKind.AttemptFinished);
        writer.Attempt(id);
        writer.Byte((byte)state);
        writer.Byte((byte)status);
        writer.Text(diagnostics);
        writer.Signed(exitStatus);
        writer.Flag(counts);
        writer.Text(trackingUrl);
        writer.Signed(time);
    }

    public void Apply(RmState rm)
    {
        var attempt = rm.Require(id.Application).Attempt(id) ?? throw RmState.Damaged($"ends {id}, which it has not begun");
        attempt.HasFinal = true;
        attempt.FinalExitStatus = exitStatus;
        attempt.FinalTrackingUrl = trackingUrl;
        attempt.State = state;
        attempt.FinalStatus = status;
        attempt.Diagnostics = diagnostics;
        attempt.ExitStatus = exitStatus;
        attempt.Counts = counts;
        attempt.TrackingUrl = trackingUrl;
        attempt.FinishTime = time;
    }
}
