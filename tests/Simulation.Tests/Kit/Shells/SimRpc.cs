using Hathi.Hadoop.Rpc;

namespace Hathi.Simulation.Tests.Kit.Shells;

/// <summary>A call of Hadoop RPC on its way: what the wire would say of it.</summary>
internal sealed record SimRpcCall(
    long Number, string Protocol, string Method, byte[] Request, string User, RpcClientId ClientId, int CallId, int RetryCount)
{
    public override string ToString() => $"{Method} #{CallId}.{RetryCount} {Segment.Text(Request)}";
}

/// <summary>Its answer.</summary>
/// <param name="Number">Of the call.</param>
/// <param name="Message">The answer's bytes; null: it was refused.</param>
/// <param name="Fault">Why.</param>
internal sealed record SimRpcAnswer(long Number, byte[]? Message, RpcFault? Fault)
{
    public override string ToString() => Message is { } bytes ? $"answer {Segment.Text(bytes)}" : $"refusal: {Fault!.Message}";
}
