using Hathi.Hdfs.Core.NameNode;

namespace Hathi.Simulation.Tests.Hdfs.NameNode;

/// <summary>A call on its way.</summary>
internal sealed record RpcRequest(NameNodeInput Input)
{
    public override string ToString() => Checks.Answers.Describe(Input);
}
