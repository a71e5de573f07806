using Hathi.Base;
using Hathi.Base.Cores;
using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.DataNodes;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.NameNode;
using Hathi.Log;
using Hathi.Simulation.Tests.Kit;
using Hathi.Simulation.Tests.Kit.Runtime;

namespace Hathi.Simulation.Tests.Hdfs.NameNode;

/// <summary>
/// The NameNode's process as its shell makes it: one thread steps the core, edits go to the durable log, and an answer waits until all edits appended
/// before it are flushed; one flush serves all that wait. A log that fails stops it until an operator starts it again.
/// </summary>
internal sealed class NameNodeActor : AsyncActor
{
    public const string Directory = "/name";
    private const int TickMilliseconds = 1_000;
    private const int PiecesOfMutant = 200;
    private readonly HdfsCluster _cluster;
    private readonly DurableLogOptions _logOptions;
    private readonly List<Effect> _effects = [];
    private readonly Queue<(long Index, Connection To, CoreAnswer<HdfsError> Answer)> _held = new();
    private readonly Dictionary<object, (Connection To, long Call)> _putOff = new(ReferenceEqualityComparer.Instance);
    private DurableLog? _log;
    private BlockManager? _blocks;
    private bool _flushing;
    private bool _pieceComes;
    private int _pieces;

    public NameNodeActor(SimProcess process, HdfsCluster cluster)
        : base(process, cluster.NextId)
    {
        _cluster = cluster;
        _logOptions = new DurableLogOptions
        {
            SegmentBytes = 2_000 + (process.Random.Next(10) * 3_000),
            AllocationBytes = process.Random.Next(2) * 1_000,
            MaxRecordBytes = 1 << 16,
            MaxPendingBytes = 1 << 20,
        };
    }

    /// <summary>The serving core; null when its disk has failed.</summary>
    public NameNodeCore? Core { get; private set; }

    public override void OnStart()
    {
        try
        {
            _log = DurableLog.Exists(Process.Disk, Directory)
                ? DurableLog.Open(Process.Disk, Directory, _logOptions)
                : DurableLog.Create(Process.Disk, Directory, new Guid(1, 2, 3, new byte[8]), _logOptions);
            var core = EmptyCore(out _blocks);
            var index = CoreFiles.Load(_log, core);
            _cluster.Ledger.Recovered(core, index, Now);
            core.Start(Now);
            Core = core;
            _cluster.World.Report.Add("NameNode starts", 1);
            After(TickMilliseconds, "tick", Tick);
            After(Random.Next(2_000, 20_000), "checkpoint", Checkpoint);
        }
        catch (IOException e) when (e is not LogRecordException)
        {
            Fail(e);
        }
    }

    public override void Accept(Connection connection, object first)
    {
        connection.OnPayload = payload => Take(connection, (RpcRequest)payload);
        connection.OnPayload(first);
    }

    private void Take(Connection connection, RpcRequest request)
    {
        if (Core is not null)
        {
            Step((connection, request.Call), request.Input);
            FlushSoon();
        }
    }

    private void Tick()
    {
        if (Core is null)
        {
            return;
        }

        Step(null, new Tick());
        _cluster.World.Check(_blocks!.Stats.BytesInFuture == 0, $"the NameNode found {_blocks.Stats.BytesInFuture} bytes newer than the name space, which no restart loses");
        FlushSoon();
        After(TickMilliseconds, "tick", Tick);
    }

    // One piece of what takes many, and the next after whatever has come meanwhile.
    private void NextPieceSoon()
    {
        var forgotten = _cluster.Mutant == HdfsMutant.ForgetsTheRest && _pieces > PiecesOfMutant;
        if (!_pieceComes && Core!.HasBackgroundWork && !forgotten)
        {
            _pieceComes = true;
            AfterMicros(Random.Next(10, 5_000), "piece", NextPiece);
        }
    }

    private void NextPiece()
    {
        _pieceComes = false;
        if (Core is not null)
        {
            _pieces++;
            Step(null, new NextPiece());
            FlushSoon();
        }
    }

    private void Step((Connection To, long Call)? caller, NameNodeInput input)
    {
        var now = Now;
        var expected = _cluster.Ledger.Expect(input, now, Core!.InSafeMode);
        _effects.Clear();
        var taken = _cluster.Mutant == HdfsMutant.BelievesAnyGeneration ? OfNewestGeneration(input) : input;
        Core.Step(now, taken, _effects);
        CoreAnswer<HdfsError>? answer = null;
        foreach (var effect in _effects)
        {
            switch (effect.Kind)
            {
                case EffectKind.AppendEdit when _cluster.Mutant == HdfsMutant.LeavesOutEdits && Random.Next(100) == 0:
                    break;
                case EffectKind.AppendEdit:
                    _log!.Append(effect.Record.Span);
                    break;
                case EffectKind.Reply:
                    answer = new CoreAnswer<HdfsError>(0, null, null, effect.Result, _log!.LastIndex);
                    break;
                case EffectKind.Refuse:
                    answer = new CoreAnswer<HdfsError>(0, ((HdfsFault)effect.Fault!).Error, effect.Message, null, _log!.LastIndex);
                    break;
                case EffectKind.Note:
                    Process.Note("says", effect.Message);
                    break;
            }
        }

        _cluster.Ledger.Stepped(input, expected, _effects.ToArray(), _log!.LastIndex, Core, now);
        Answer(caller, taken, answer);
        NextPieceSoon();
    }

    private void Answer((Connection To, long Call)? caller, NameNodeInput input, CoreAnswer<HdfsError>? answer)
    {
        foreach (var effect in _effects)
        {
            if (effect.Of is { } earlier && _putOff.Remove(earlier, out var waits))
            {
                _cluster.World.Report.Add("calls answered in a later step", 1);
                Hold(waits.To, answer! with { Call = waits.Call });
            }
        }

        if (_effects.Exists(static e => e.Kind == EffectKind.PutOff))
        {
            _putOff.Add(input, caller!.Value);
        }
        else if (caller is { } waits)
        {
            _cluster.World.Check(answer is not null, $"{Checks.Answers.Describe(input)} was not answered");
            Hold(waits.To, answer! with { Call = waits.Call });
        }
    }

    // As a NameNode sees a report that forgets to look at generations.
    private NameNodeInput OfNewestGeneration(NameNodeInput input)
    {
        if (input is not BlockReport report)
        {
            return input;
        }

        var newest = _cluster.Ledger.Tree.Files.SelectMany(static f => f.Blocks).ToDictionary(static b => b.Id, static b => b.GenerationStamp);
        return new BlockReport
        {
            From = report.From,
            Storages = report.Storages.Select(s => s with
            {
                Blocks = s.Blocks.ToArray().Select(b => b with { GenerationStamp = newest.GetValueOrDefault(b.Id, b.GenerationStamp) }).ToArray(),
            }).ToList(),
            LeaseId = report.LeaseId,
            ReportId = report.ReportId,
            TotalCalls = report.TotalCalls,
            Call = report.Call,
        };
    }

    private void Hold(Connection connection, CoreAnswer<HdfsError> answer)
    {
        if ((_log!.DurableIndex >= answer.Index && _held.Count == 0) || _cluster.Mutant == HdfsMutant.AnswersBeforeTheFlush)
        {
            connection.Send(answer);
        }
        else
        {
            _held.Enqueue((answer.Index, connection, answer));
        }
    }

    // The flush itself takes no time here; what it takes passes before it.
    private void FlushSoon()
    {
        if (!_flushing && _log is not null && _log.LastIndex > _log.DurableIndex)
        {
            _flushing = true;
            AfterMicros(Random.Next(20) == 0 ? Random.Next(20_000) : Random.Next(50, 2_000), "flush", Flush);
        }
    }

    private void Flush()
    {
        _flushing = false;
        if (Core is null)
        {
            return;
        }

        try
        {
            var durable = _log!.Flush();
            _cluster.Ledger.Durable(durable);
            while (_held.TryPeek(out var next) && next.Index <= durable)
            {
                _held.Dequeue();
                next.To.Send(next.Answer);
            }
        }
        catch (LogFailedException e)
        {
            Fail(e);
        }
    }

    private void Checkpoint()
    {
        if (Core is null)
        {
            return;
        }

        After(Random.Next(2_000, 20_000), "checkpoint", Checkpoint);
        try
        {
            var second = EmptyCore(out _);
            var index = CoreFiles.Load(_log!, second);
            _cluster.Ledger.CheckDurable(second, index, Now);
            if (index > (_log!.LatestSnapshot?.Index ?? -1))
            {
                _log.WriteSnapshot(index, stream => CoreFiles.Write(second, stream));
                _cluster.World.Report.Add("checkpoints", 1);
            }

            var third = EmptyCore(out _);
            CoreFiles.Copy(Core, third);
            _cluster.Ledger.CheckLive(third, Now, "in a core read from the serving one's image");
        }
        catch (LogFailedException e)
        {
            Fail(e);
        }
        catch (IOException e) when (e is not LogRecordException)
        {
            Process.Note("no checkpoint", e.Message); // The log is whole, only a restart takes longer.
        }
    }

    private NameNodeCore EmptyCore(out BlockManager blocks)
    {
        var nameNode = _cluster.Settings.NameNode;
        BlockManager? made = null;
        var core = new NameNodeCore(_cluster.Mutant == HdfsMutant.ForgetsAnsweredCalls ? nameNode with { RetryCacheExpiry = 1 } : nameNode, owner =>
        {
            var racks = _cluster.Mutant == HdfsMutant.KnowsNoRacks ? [] : _cluster.Racks();
            var options = _cluster.Settings.Blocks with { Racks = racks, Lists = _cluster.Lists };
            var seen = _cluster.Mutant == HdfsMutant.ForgetsNewestStamps ? new ForgetfulOwner(owner, _cluster.Ledger) : owner;
            made = new BlockManager(options, HdfsSettings.NameSpace, seen, new SeededRandom(Random.NextUInt64()));
            return new BlockSide(made, made, made);
        });
        blocks = made!;
        return core;
    }

    private void Fail(IOException e)
    {
        Process.Note("disk failed", e.Message);
        _cluster.World.Report.Add("NameNode stops for its disk", 1);
        Core = null;
        _held.Clear();
        _putOff.Clear();
        _log?.Dispose();
        _log = null;
    }
}
