using Hathi.Simulation.Tests.Kit.Runtime;

namespace Hathi.Simulation.Tests.Hdfs.Client;

/// <summary>A process that makes calls of ClientProtocol.</summary>
internal abstract class HdfsClientActor(Kit.SimProcess process, HdfsCluster cluster, string address) : AsyncActor(process, cluster.NextId)
{
    public HdfsCluster Cluster { get; } = cluster;

    /// <summary>Of a DataNode's machine, or of none.</summary>
    public string Address { get; } = address;

    public ClientCalls Calls { get; protected init; } = null!;

    /// <summary>It has done all that it wanted.</summary>
    public bool IsDone { get; protected set; }

    public override void Accept(Connection connection, object first) => throw new InvalidOperationException("nobody calls a client");
}
