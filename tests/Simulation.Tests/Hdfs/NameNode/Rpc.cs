using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.NameNode;

namespace Hathi.Simulation.Tests.Hdfs.NameNode;

/// <summary>A call on its way.</summary>
internal sealed record RpcRequest(NameNodeInput Input)
{
    public override string ToString() => Checks.Answers.Describe(Input);
}

/// <summary>An answer on its way.</summary>
/// <param name="Ticket">Of the call.</param>
/// <param name="Error">Why it was refused; null: it was not.</param>
/// <param name="Message">In words.</param>
/// <param name="Result">The answer.</param>
/// <param name="Index">Newest edit when it was made: all up to there must be durable.</param>
internal sealed record RpcAnswer(long Ticket, HdfsError? Error, string? Message, object? Result, long Index);
