using Hathi.Hdfs.Core.NameNode;

namespace Hathi.Simulation.Tests.Hdfs.NameNode;

/// <summary>A call on its way.</summary>
/// <param name="Call">Its number, that of its answer.</param>
/// <param name="Input">It.</param>
internal sealed record RpcRequest(long Call, NameNodeInput Input)
{
    public override string ToString() => Checks.Answers.Describe(Input);
}
