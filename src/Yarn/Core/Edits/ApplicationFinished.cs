using Hathi.Base;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.State;

namespace Hathi.Yarn.Core.Edits;

/// <summary>What became of an application: nothing changes it any more.</summary>
internal readonly struct ApplicationFinished(ApplicationId id, ApplicationState state, FinalStatus status, string diagnostics, long time)
    : IEdit<ApplicationFinished, RmState>
{
    public static ApplicationFinished Read(ref RecordReader reader)
    {
        var id = reader.Application();
        var state = (ApplicationState)reader.Byte();
        var status = (FinalStatus)reader.Byte();
        var diagnostics = reader.Text();
        return new ApplicationFinished(id, state, status, diagnostics, reader.Signed());
    }

    public void Write(RecordWriter writer)
    {
        writer.Kind(EditKind.ApplicationFinished);
        writer.Application(id);
        writer.Byte((byte)state);
        writer.Byte((byte)status);
        writer.Text(diagnostics);
        writer.Signed(time);
    }

    public void Apply(RmState rm)
    {
        var app = rm.Require(id);
        if (app.HasFinal)
        {
            throw RmState.Damaged($"ends {id} twice");
        }

        app.State = state;
        app.FinalStatus = status;
        app.Diagnostics = diagnostics;
        app.FinishTime = time;
        app.HasFinal = true;
        rm.Submissions.End(app.Submission);

        // No master is launched any more: what only it needed is kept neither here nor in the next image.
        app.Submission = app.Submission with { Payload = rm.KeptOfEnded(app.Submission.Payload), MasterAsks = [] };
        rm.Ended.Add(app);
    }
}
