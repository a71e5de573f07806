using Hathi.Base;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.Blocks;

/// <summary>The block manager as the NameNode's step sees it: where calls of DataNodes and the passing of time go.</summary>
public interface IDataNodeSide
{
    /// <summary>Carries out one call of a DataNode and appends its reply; or puts it off when it takes more than this step.</summary>
    /// <exception cref="HdfsFault">
    /// Refused. Nothing was changed, but of what <see cref="ReportBadBlocks"/> tells all that could be marked is.
    /// </exception>
    void Handle(Now now, DataNodeRequest request, List<Effect> effects);

    /// <summary>Looks at time-outs and gives out copying and deleting work, a bounded part of it each time.</summary>
    void Tick(Now now, List<Effect> effects);

    /// <summary>There is work that takes more than one step: <see cref="RunPiece"/> does some of it.</summary>
    bool HasWork { get; }

    /// <summary>Does a bounded part of that work, and answers the calls that end with it.</summary>
    void RunPiece(Now now, List<Effect> effects);
}
