using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.Blocks.Manager;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.NameNode;

namespace Hathi.Hdfs.Core.Tests.Blocks.Kit;

/// <summary>What a DataNode of a test speaks to, and who is there beside it.</summary>
internal interface INodeLab
{
    BlockManager Manager { get; }

    List<TestNode> Nodes { get; }

    /// <summary>Steps as often as it takes, and gives the answer.</summary>
    object? Call(DataNodeRequest request);
}
