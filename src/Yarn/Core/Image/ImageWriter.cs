using System.Buffers;
using Hathi.Yarn.Core.Edits;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.ResourceManager;
using Hathi.Yarn.Core.State;

namespace Hathi.Yarn.Core.Image;

/// <summary>
/// Writes what is durable of a core, a frame at a time. The core must not be stepped or replayed into meanwhile. See
/// <see cref="ImageReader"/>.
/// </summary>
/// <param name="core">What is written.</param>
public sealed class ImageWriter(ResourceManagerCore core) : IImageWriter
{
    private readonly RmState _state = core.State;
    private readonly ImageFrameWriter _frame = new(ImageFormat.MaxFrameBytes, EditFields.Of);
    private Queue<RmApp>? _apps;
    private bool _ended;

    /// <inheritdoc/>
    public bool WriteNext(IBufferWriter<byte> sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        if (_apps is null)
        {
            WriteHeader(sink);
            _apps = Order();
        }

        while (_frame.Records.Length < ImageFormat.FrameBytes && _apps.TryDequeue(out var app))
        {
            WriteApp(app, sink);
        }

        if (!_frame.Records.IsEmpty)
        {
            _frame.Flush(sink);
        }

        if (_apps.Count == 0 && !_ended)
        {
            _ended = true;
            _frame.Records.Byte(ImageFormat.End);
            _frame.Records.Unsigned(_state.Apps.Count);
            _frame.Records.Unsigned(_state.Secrets.Count);
            _frame.Flush(sink);
        }

        return !_ended;
    }

    private void WriteHeader(IBufferWriter<byte> sink)
    {
        foreach (var b in ImageFormat.Magic)
        {
            _frame.Records.Byte(b);
        }

        _frame.Records.Unsigned(ImageFormat.Version);
        _frame.Flush(sink);
        if (_state.HasEpoch)
        {
            new EpochBegun(_state.Epoch, _state.ClusterTimestamp).Write(_frame.Records);
        }

        foreach (var (name, bytes) in _state.Secrets)
        {
            new SecretKept(name, bytes).Write(_frame.Records);
            Cut(sink);
        }

        var nodes = new List<NodeId>(_state.KnownNodes);
        nodes.Sort(static (a, b) => string.CompareOrdinal(a.Host, b.Host) is var byHost && byHost != 0 ? byHost : a.Port.CompareTo(b.Port));
        foreach (var node in nodes)
        {
            new NodeKnown(node).Write(_frame.Records);
            Cut(sink);
        }
    }

    private Queue<RmApp> Order()
    {
        var apps = new Queue<RmApp>();
        foreach (var app in _state.Ended.InOrder)
        {
            apps.Enqueue(app);
        }

        foreach (var app in _state.AppsInOrder())
        {
            if (!app.HasFinal)
            {
                apps.Enqueue(app);
            }
        }

        return apps;
    }

    private void WriteApp(RmApp app, IBufferWriter<byte> sink)
    {
        new ApplicationSubmitted(app.Submission, app.QueuePath, app.Priority, app.SubmitTime, app.ExpiresAt).Write(_frame.Records);
        Cut(sink);
        foreach (var attempt in app.Attempts)
        {
            if (attempt.IsStored)
            {
                WriteAttempt(attempt, sink);
            }
        }

        if (app.HasFinal)
        {
            var state = app.State == ApplicationState.Finishing ? ApplicationState.Finished : app.State;
            new ApplicationFinished(app.Id, state, app.FinalStatus, app.Diagnostics, app.FinishTime).Write(_frame.Records);
        }
    }

    private void WriteAttempt(RmAttempt attempt, IBufferWriter<byte> sink)
    {
        new AttemptStored(attempt.Id, attempt.MasterContainer, attempt.MasterNode, attempt.MasterNodeHttpAddress, attempt.StartTime)
            .Write(_frame.Records);
        Cut(sink);
        if (attempt.HasFinal)
        {
            var state = attempt.State == AttemptState.Finishing ? AttemptState.Finished : attempt.State;
            new AttemptFinished(
                attempt.Id, state, attempt.FinalStatus, attempt.Diagnostics, attempt.FinalExitStatus, attempt.Counts,
                attempt.FinalTrackingUrl, attempt.FinishTime).Write(_frame.Records);
            Cut(sink);
        }
    }

    // A frame ends with the edit that fills it: one holds no more than that edit and what came before.
    private void Cut(IBufferWriter<byte> sink)
    {
        if (_frame.Records.Length >= ImageFormat.FrameBytes)
        {
            _frame.Flush(sink);
        }
    }
}
