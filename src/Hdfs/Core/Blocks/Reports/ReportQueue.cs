using Hathi.Hdfs.Core.Blocks.State;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.Blocks.Reports;

/// <summary>
/// Reports that are larger than a step may be, in turns. Bounded by the calls that the shell takes. Incremental reports of one node keep
/// their order: a node whose connection broke sends the next while the one before is still being taken in, and what it tells last is what
/// counts.
/// </summary>
internal sealed class ReportQueue(ClusterState state, FullReports full, IncrementalReports incremental) : IWorkInPieces
{
    private readonly ClusterState _state = state;
    private readonly FullReports _full = full;
    private readonly IncrementalReports _incremental = incremental;
    private readonly Queue<ReportCursor> _waiting = new();

    // Reports that have ended since somebody was answered, with what they were refused for.
    private readonly List<(ReportCursor Report, HdfsFault? Fault)> _ended = [];

    // By the node's uuid: its incremental reports that have not ended, the one that is being taken in first.
    private readonly Dictionary<string, Queue<ReportCursor>> _ofNode = new(StringComparer.Ordinal);

    public bool HasWork => _waiting.Count > 0;

    /// <summary>Takes in as much of a full report as a step may look at, and the rest later.</summary>
    public Answer<DataNodeCommand?> Begin(BlockReport report)
    {
        var cursor = new FullReportCursor(report);
        return Begin(cursor) ? cursor.Result : Unfinished.Yet;
    }

    /// <summary>Takes in as much of an incremental report as a step may look at, and the rest later.</summary>
    public Answer<Done> Begin(BlockReceivedAndDeleted changes) =>
        Begin(new IncrementalReportCursor(changes)) ? default(Answer<Done>) : Unfinished.Yet;

    /// <summary>Answers the calls whose reports have ended since.</summary>
    public void AnswerEnded(List<Effect> effects)
    {
        foreach (var (report, fault) in _ended)
        {
            effects.Add(fault is null ? Effect.ReplyTo(report.Request, report.Result) : Effect.Refuse(report.Request, fault));
        }

        _ended.Clear();
    }

    private bool Begin(ReportCursor report)
    {
        var budget = _state.Options.BlocksPerPiece;
        var ended = false;
        try
        {
            // Whose life a report speaks of is settled when it comes, also of one that waits for its turn.
            if (report is IncrementalReportCursor changes)
            {
                _incremental.Begin(changes);
            }

            ended = !Follows(report) && GoOn(report, ref budget);
        }
        catch (HdfsFault)
        {
            FullReports.GiveUp(report);
            throw;
        }

        if (!ended)
        {
            Wait(report);
        }

        return ended;
    }

    public void Run(ref int budget)
    {
        // One that waits for another report of its storage or node does nothing in its turn.
        for (var turns = _waiting.Count; turns > 0 && budget > 0; turns--)
        {
            var report = _waiting.Dequeue();
            budget--;
            try
            {
                if (!Follows(report) && GoOn(report, ref budget))
                {
                    End(report, null);
                }
                else
                {
                    _waiting.Enqueue(report);
                }
            }
            catch (HdfsFault fault)
            {
                FullReports.GiveUp(report);
                End(report, fault);
            }
        }
    }

    private bool GoOn(ReportCursor report, ref int budget) =>
        report is FullReportCursor whole
            ? _full.Continue(whole, ref budget)
            : _incremental.Continue((IncrementalReportCursor)report, ref budget);

    /// <summary>Whether an earlier report of its node has to end first.</summary>
    private bool Follows(ReportCursor report) =>
        report is IncrementalReportCursor && _ofNode.TryGetValue(Uuid(report), out var ofNode) && ofNode.Peek() != report;

    private void Wait(ReportCursor report)
    {
        _waiting.Enqueue(report);
        if (report is not IncrementalReportCursor)
        {
            return;
        }

        if (!_ofNode.TryGetValue(Uuid(report), out var ofNode))
        {
            _ofNode[Uuid(report)] = ofNode = new Queue<ReportCursor>();
        }

        ofNode.Enqueue(report);
    }

    private void End(ReportCursor report, HdfsFault? fault)
    {
        _ended.Add((report, fault));
        if (report is IncrementalReportCursor && _ofNode.TryGetValue(Uuid(report), out var ofNode) && ofNode.Peek() == report)
        {
            ofNode.Dequeue();
            if (ofNode.Count == 0)
            {
                _ofNode.Remove(Uuid(report));
            }
        }
    }

    private static string Uuid(ReportCursor report) => report.Request.From.Id.Uuid;
}
