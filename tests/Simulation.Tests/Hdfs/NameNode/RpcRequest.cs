using Hathi.Hdfs.Core.Model;
using Hathi.Simulation.Tests.Kit.Runtime;

namespace Hathi.Simulation.Tests.Hdfs.NameNode;

/// <summary>A call of the NameNode on its way.</summary>
internal sealed record RpcRequest(long Number, NameNodeInput Input) : CoreRequest<NameNodeInput>(Number, Input)
{
    public override string ToString() => Checks.Answers.Describe(Input);
}
