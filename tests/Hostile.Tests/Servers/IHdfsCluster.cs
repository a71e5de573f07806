using System.Net;

namespace Hathi.Hostile.Tests.Servers;

/// <summary>A NameNode and the DataNode that is attacked: in this process, or in one of a lab's.</summary>
internal interface IHdfsCluster
{
    IPEndPoint NameNodeEndPoint { get; }

    /// <summary>Every method that the NameNode answers.</summary>
    IReadOnlyList<ServedMethod> NameNodeMethods { get; }

    /// <summary>Completes when the NameNode has ended by itself.</summary>
    Task NameNodeFailed { get; }

    IPEndPoint DataNodeEndPoint { get; }

    /// <summary>Where the DataNode takes operations of DataTransferProtocol.</summary>
    IPEndPoint TransferEndPoint { get; }

    /// <summary>Every method that the DataNode answers.</summary>
    IReadOnlyList<ServedMethod> DataNodeMethods { get; }

    /// <summary>Completes when the DataNode has ended by itself.</summary>
    Task DataNodeFailed { get; }

    /// <summary>Ends all of it and starts it from what is on the disk.</summary>
    Task RestartAsync();
}
