using Hathi.Log;
using Hathi.Simulation.Tests.Kit;

namespace Hathi.Simulation.Tests.Log;

/// <summary>
/// A process around a durable log, as the NameNode's shell is: appends, flushes in groups, and only then says that it is done.
/// </summary>
internal sealed class LogActor(SimProcess process, LogModel model, DurableLogOptions options) : Actor(process)
{
    internal const string Directory = "/data/log";
    private static readonly object FlushTimer = "flush";
    private readonly List<(string From, long Index)> _replies = [];
    private DurableLog? _log;
    private ulong _chain;
    private bool _flushing;

    internal DurableLog? Log => _log;

    public override void OnStart()
    {
        try
        {
            _log = DurableLog.Exists(Process.Disk, Directory)
                ? DurableLog.Open(Process.Disk, Directory, options)
                : DurableLog.Create(Process.Disk, Directory, new Guid(1, 2, 3, new byte[8]), options);
            _chain = model.CheckRecovered(_log);
        }
        catch (LogCorruptException e)
        {
            model.CorruptionReported(e);
            LetGo();
        }
        catch (IOException e) when (e is not LogRecordException)
        {
            Process.Note("start fails", e.Message);
            LetGo();
        }
    }

    public override void OnMessage(string from, object message)
    {
        if (_log is not null)
        {
            try
            {
                Handle(from, message);
            }
            catch (IOException e) when (e is not LogRecordException)
            {
                Fail(e);
            }
        }
    }

    public override void OnTimer(object timer)
    {
        _flushing = false;
        if (_log is null)
        {
            return; // closed or failed in the meantime
        }

        try
        {
            model.Acknowledge(_log.Flush());
            if (Process.Random.Chance(0.5))
            {
                _log.MarkDurable();
            }
        }
        catch (LogFailedException e)
        {
            Fail(e);
            return;
        }

        foreach (var (to, index) in _replies)
        {
            Process.Send(to, new Appended(index));
        }

        _replies.Clear();
    }

    private void Handle(string from, object message)
    {
        switch (message)
        {
            case Append append:
                var index = _log!.Append(append.Payload);
                _chain = model.Appended(index, append.Payload);
                _replies.Add((from, index));
                if (!_flushing)
                {
                    _flushing = true;
                    Process.SetTimerMicros(Process.Random.Next(1, 2000), FlushTimer);
                }

                break;
            case TakeSnapshot:
                model.Acknowledge(_log!.Flush());
                if (_log.LastIndex > (_log.LatestSnapshot?.Index ?? -1))
                {
                    _log.WriteSnapshot(_log.LastIndex, s => model.WriteState(s, _log.LastIndex, _chain));
                }

                break;
            case CloseLog:
                _log!.Close();
                model.Acknowledge(_log.LastIndex);
                _log = null;
                break;
        }
    }

    /// <summary>The disk failed: an HDFS master stops here, to start again.</summary>
    private void Fail(IOException e)
    {
        Process.Note("disk failed", e.Message);
        model.DiskFailed();
        LetGo();
    }

    private void LetGo()
    {
        _log?.Dispose();
        _log = null;
    }

    internal sealed record Append(byte[] Payload);

    internal sealed record Appended(long Index);

    internal sealed record TakeSnapshot;

    internal sealed record CloseLog;
}
