using Hathi.Hdfs.Core.Blocks.Nodes;
using Hathi.Hdfs.Core.DataNodeCalls;

namespace Hathi.Hdfs.Core.Blocks.Reports;

/// <summary>How far a DataNode's report has been taken in.</summary>
internal abstract class ReportCursor(RegisteredDataNodeRequest request)
{
    public RegisteredDataNodeRequest Request { get; } = request;

    /// <summary>The node that reported; null before the first look.</summary>
    public DataNodeDescriptor? Node { get; private set; }

    /// <summary>How often the node had registered by then.</summary>
    public int Registration { get; private set; }

    /// <summary>Which of the report's storages.</summary>
    public int At { get; set; }

    /// <summary>Which of the storage's entries.</summary>
    public int Entry { get; set; }

    /// <summary>The answer, when it has ended.</summary>
    public DataNodeCommand? Result { get; set; }

    /// <summary>The node has registered again since the report came, or is another one: the report speaks of a life that is over.</summary>
    public bool IsOver(DataNodeDescriptor node) => Node is not null && (Node != node || Registration != node.Registrations);

    /// <summary>The report is looked at for the first time.</summary>
    public void Begin(DataNodeDescriptor node)
    {
        Node = node;
        Registration = node.Registrations;
    }
}

/// <summary>A full report.</summary>
internal sealed class FullReportCursor(BlockReport report) : ReportCursor(report)
{
    private int _givenUp;

    /// <summary>The node's life is over, or it has told so much since that what is newer than this report is not known any more.</summary>
    public bool IsLost(DataNodeDescriptor node) => IsOver(node) || (Node is not null && _givenUp != node.ReportsGivenUp);

    /// <summary>The report is looked at for the first time.</summary>
    public void BeginReport(DataNodeDescriptor node)
    {
        Begin(node);
        _givenUp = node.ReportsGivenUp;
        node.BeginReport();
    }

    public BlockReport Report { get; } = report;

    /// <summary>The storage that is being taken in; null: the next one has not been begun.</summary>
    public DataNodeStorage? Storage { get; set; }

    /// <summary>The storage's number when it was begun: it has another one when all it held was lost meanwhile.</summary>
    public int Number { get; set; }

    /// <summary>Nothing was known of it: there is nothing to remove.</summary>
    public bool WasEmpty { get; set; }

    /// <summary>Index in the storage's list of what an earlier report may have left unmarked, from the end.</summary>
    public int Unmarked { get; set; }

    /// <summary>Index in the storage's list of what was not reported, from the end; -1: the report itself is not through.</summary>
    public int Swept { get; set; } = -1;
}

/// <summary>An incremental report.</summary>
internal sealed class IncrementalReportCursor(BlockReceivedAndDeleted report) : ReportCursor(report)
{
    public BlockReceivedAndDeleted Report { get; } = report;
}
