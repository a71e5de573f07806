using System.Buffers;
using System.Buffers.Binary;
using Hathi.Base;
using Hathi.Yarn.Core.Applications;
using Hathi.Yarn.Core.Edits;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.ResourceManager;

namespace Hathi.Yarn.Core.Image;

/// <summary>Writes what is durable of a core, a frame at a time. The core must not be stepped or replayed into meanwhile. See <see cref="ImageReader"/>.</summary>
/// <param name="core">What is written.</param>
public sealed class ImageWriter(ResourceManagerCore core)
{
    private readonly RmState _state = core.State;
    private readonly RecordWriter _records = new();
    private Queue<RmApp>? _apps;
    private bool _ended;

    /// <summary>Writes the next piece, some 64 KiB.</summary>
    /// <returns>False: that was the last.</returns>
    /// <exception cref="InvalidOperationException">A record is too long to be read again: a mistake of ours, for what is accepted can be written.</exception>
    public bool WriteNext(IBufferWriter<byte> sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        if (_apps is null)
        {
            WriteHeader(sink);
            _apps = Order();
        }

        while (_records.Length < ImageFormat.FrameBytes && _apps.TryDequeue(out var app))
        {
            WriteApp(app, sink);
        }

        if (!_records.IsEmpty)
        {
            Flush(sink);
        }

        if (_apps.Count == 0 && !_ended)
        {
            _ended = true;
            _records.Byte(ImageFormat.End);
            _records.Unsigned(_state.Apps.Count);
            _records.Unsigned(_state.Secrets.Count);
            Flush(sink);
        }

        return !_ended;
    }

    private void WriteHeader(IBufferWriter<byte> sink)
    {
        foreach (var b in ImageFormat.Magic)
        {
            _records.Byte(b);
        }

        _records.Unsigned(ImageFormat.Version);
        Flush(sink);
        if (_state.HasEpoch)
        {
            new EpochBegun(_state.Epoch, _state.ClusterTimestamp).Write(_records);
        }

        foreach (var (name, bytes) in _state.Secrets)
        {
            new SecretKept(name, bytes).Write(_records);
            Cut(sink);
        }

        var nodes = new List<NodeId>(_state.KnownNodes);
        nodes.Sort(static (a, b) => string.CompareOrdinal(a.Host, b.Host) is var byHost && byHost != 0 ? byHost : a.Port.CompareTo(b.Port));
        foreach (var node in nodes)
        {
            new NodeKnown(node).Write(_records);
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
        new ApplicationSubmitted(app.Submission, app.QueuePath, app.Priority, app.SubmitTime, app.ExpiresAt).Write(_records);
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
            new ApplicationFinished(app.Id, state, app.FinalStatus, app.Diagnostics, app.FinishTime).Write(_records);
        }
    }

    private void WriteAttempt(RmAttempt attempt, IBufferWriter<byte> sink)
    {
        new AttemptStored(attempt.Id, attempt.MasterContainer, attempt.MasterNode, attempt.MasterNodeHttpAddress, attempt.StartTime).Write(_records);
        Cut(sink);
        if (attempt.HasFinal)
        {
            var state = attempt.State == AttemptState.Finishing ? AttemptState.Finished : attempt.State;
            new AttemptFinished(attempt.Id, state, attempt.FinalStatus, attempt.Diagnostics, attempt.FinalExitStatus, attempt.Counts, attempt.FinalTrackingUrl, attempt.FinishTime).Write(_records);
            Cut(sink);
        }
    }

    // A frame ends with the edit that fills it: one holds no more than that edit and what came before.
    private void Cut(IBufferWriter<byte> sink)
    {
        if (_records.Length >= ImageFormat.FrameBytes)
        {
            Flush(sink);
        }
    }

    private void Flush(IBufferWriter<byte> sink)
    {
        var frame = _records.Take();
        if (frame.Length > ImageFormat.MaxFrameBytes)
        {
            throw new InvalidOperationException($"A record of the ResourceManager's image has {frame.Length} bytes; no more than {ImageFormat.MaxFrameBytes} can be read again.");
        }

        BinaryPrimitives.WriteInt32LittleEndian(sink.GetSpan(4), frame.Length);
        sink.Advance(4);
        sink.Write(frame.Span);
    }
}
