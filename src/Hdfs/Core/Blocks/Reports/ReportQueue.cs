using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.Blocks.Reports;

/// <summary>Reports that are larger than a step may be, in turns. Bounded by the calls that the shell takes.</summary>
internal sealed class ReportQueue(FullReports full, IncrementalReports incremental) : IWorkInPieces
{
    private readonly FullReports _full = full;
    private readonly IncrementalReports _incremental = incremental;
    private readonly Queue<ReportCursor> _waiting = new();

    public bool HasWork => _waiting.Count > 0;

    /// <summary>Reports that have ended since somebody looked, with what they were refused for.</summary>
    public List<(ReportCursor Report, HdfsFault? Fault)> Ended { get; } = [];

    /// <summary>Takes in as much of a report as the budget allows, and the rest later.</summary>
    /// <returns>Whether that was all.</returns>
    public bool Take(ReportCursor report, ref int budget)
    {
        var ended = false;
        try
        {
            ended = GoOn(report, ref budget);
        }
        catch (HdfsFault)
        {
            FullReports.Leave(report);
            throw;
        }

        if (!ended)
        {
            _waiting.Enqueue(report);
        }

        return ended;
    }

    public void Run(ref int budget)
    {
        // One that waits for another report of its storage does nothing in its turn.
        for (var turns = _waiting.Count; turns > 0 && budget > 0; turns--)
        {
            var report = _waiting.Dequeue();
            budget--;
            try
            {
                if (GoOn(report, ref budget))
                {
                    Ended.Add((report, null));
                }
                else
                {
                    _waiting.Enqueue(report);
                }
            }
            catch (HdfsFault fault)
            {
                FullReports.Leave(report);
                Ended.Add((report, fault));
            }
        }
    }

    private bool GoOn(ReportCursor report, ref int budget) =>
        report is FullReportCursor whole ? _full.Take(whole, ref budget) : _incremental.Take((IncrementalReportCursor)report, ref budget);
}
