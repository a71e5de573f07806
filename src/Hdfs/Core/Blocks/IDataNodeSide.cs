using Hathi.Base;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.NameNode;

namespace Hathi.Hdfs.Core.Blocks;

/// <summary>The block manager as the NameNode's step sees it: where calls of DataNodes and the passing of time go.</summary>
public interface IDataNodeSide
{
    /// <summary>Carries out one call of a DataNode and appends its reply.</summary>
    /// <exception cref="HdfsFault">Refused; nothing was changed.</exception>
    void Handle(Now now, DataNodeRequest request, List<NameNodeEffect> effects);

    /// <summary>Looks at time-outs and gives out copying and deleting work, a bounded part of it each time.</summary>
    void Tick(Now now, List<NameNodeEffect> effects);
}
