using Hathi.Base;
using Hathi.Log;
using Hathi.Ring.Data.Reads;
using Hathi.Ring.Kit;
using Hathi.Ring.Storage;
using Hathi.Ring.Storage.Records;
using Hathi.Simulation.Tests.Kit;

namespace Hathi.Simulation.Tests.Ring.Storage;

/// <summary>
/// A process around the ring's store, as <see cref="RingStore"/> is one: here the world says when what was accepted becomes durable.
/// </summary>
internal sealed class StoreActor(SimProcess process, StoreLedger ledger, StoreOptions options, StoreMutant mutant) : Actor(process)
{
    internal const string Directory = "/data/ring";
    private static readonly object s_commit = "commit";
    private readonly List<(ValueTask Done, StoreLedger.Change? Change)> _writes = [];
    private DurableLog? _log;
    private StoreCore? _core;
    private bool _isCommitting;

    /// <summary>Whether it serves.</summary>
    internal bool Serves => _core is not null;

    /// <summary>Whether it takes writes.</summary>
    internal bool Writes => _core is { Failure: null };

    public override void OnStart()
    {
        try
        {
            _log = DurableLog.Exists(Process.Disk, Directory)
                ? DurableLog.Open(Process.Disk, Directory, options.Log)
                : DurableLog.Create(Process.Disk, Directory, new Guid(1, 2, 3, new byte[8]), options.Log);
            var core = new StoreCore(_log, options, Request);
            _log.ReadFrom(_log.FirstIndex, (index, record) =>
            {
                if (StoreMistakes.IsReplayed(mutant, record))
                {
                    core.Replay(index, StoreMistakes.Replayed(mutant, record));
                }
            });
            core.SetTable(RandomChanges.Wide);
            core.SetTable(RandomChanges.Narrow);
            _core = core;
        }
        catch (IOException e) when (e is not (LogRecordException or LogCorruptException))
        {
            Process.Note("start fails", e.Message);
            _log?.Dispose();
            return;
        }

        ledger.CheckRecovered(Source, _log.LastIndex);
    }

    public override void OnMessage(string from, object message)
    {
        if (_core is null)
        {
            return;
        }

        switch (message)
        {
            case Write write:
                Take(() => Begin(write.Record));
                break;
            case Truncate truncate:
                Empty(truncate.Table);
                break;
            case Read:
                ledger.CheckRead(Source, Process.Random);
                break;
        }
    }

    public override void OnTimer(object timer)
    {
        _isCommitting = false;
        if (_core is { Failure: null })
        {
            Commit();
            Answer();
            if (Writes)
            {
                DropUnused();
            }
        }
    }

    public override void OnEnd() => _core?.Dispose();

    private IRowSource Source => new CoreSource(_core!);

    private void Empty(Guid table) => Take(() =>
    {
        var write = _core!.Begin(StoreRecordKind.Truncate, table);
        _writes.Add((write.Task, ledger.Begun(new StoreLedger.Change(null, table, write.Index))));
    });

    private void Begin(byte[] record)
    {
        var parts = StoreMistakes.Accepted(mutant, record, Source);
        for (var i = 0; i < parts.Count; i++)
        {
            var write = _core!.Begin(parts[i]);
            _writes.Add((write.Task, i == 0 ? ledger.Begun(new StoreLedger.Change(record, default, write.Index)) : null));
        }
    }

    private void Take(Action begin)
    {
        try
        {
            begin();
        }
        catch (Exception e) when (e is RefusedException or EnvironmentException)
        {
            Process.Note("refused", e.Message);
            ledger.World.Report.Add("refused", 1);
            return;
        }

        if (mutant is StoreMutant.AcknowledgesBeforeTheSync or StoreMutant.ShowsBeforeTheSync)
        {
            _core!.ApplyUpTo(_log!.LastIndex);
        }

        if (mutant == StoreMutant.AcknowledgesBeforeTheSync)
        {
            Answer();
        }
    }

    private void Commit()
    {
        try
        {
            _log!.Flush();
        }
        catch (LogFailedException e)
        {
            Process.Note("the log fails", e.Message);
            ledger.World.Report.Add("failed logs", 1);
            _core!.ApplyDurable();
            _core.Fail(e);
            return;
        }

        _core!.ApplyDurable();
    }

    private void DropUnused()
    {
        var first = _log!.FirstIndex;
        if (_core!.DropUnused() is { } why)
        {
            Process.Note("not dropped", why.Message);
            ledger.World.Report.Add("drops that fail", 1);
        }

        ledger.World.Report.Add("records dropped", _log.FirstIndex - first);
        if (mutant == StoreMutant.DropsTooMuch && Process.Random.Next(20) == 0)
        {
            _log.DropBefore(_log.DurableIndex + 1);
        }
    }

    // In the order in which they came.
    private void Answer()
    {
        while (_writes.Count > 0 && _writes[0].Done.IsCompleted)
        {
            var (done, change) = _writes[0];
            _writes.RemoveAt(0);
            if (done.IsFaulted)
            {
                ledger.World.Check(done.AsTask().Exception!.InnerException is EnvironmentException, $"a write fails with something else");
                continue;
            }

            done.GetAwaiter().GetResult();
            if (change is not null)
            {
                ledger.Acknowledge(change);
            }
        }
    }

    private void Request()
    {
        if (!_isCommitting)
        {
            _isCommitting = true;
            Process.SetTimerMicros(Process.Random.Next(1, 2000), s_commit);
        }
    }

    internal sealed record Write(byte[] Record);

    internal sealed record Truncate(Guid Table);

    internal sealed record Read;

    private sealed class CoreSource(StoreCore core) : IRowSource
    {
        IRowCursor IRowSource.Read(ReadCommand command) => core.Read(command);
    }
}
