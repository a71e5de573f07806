namespace Hathi.Tests;

/// <summary>The decoders that a test sends damaged bytes through: tests/Architecture.Tests finds them, and demands it of each.</summary>
/// <param name="decoders">The types that read the bytes.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class, AllowMultiple = true)]
internal sealed class FuzzesAttribute(params Type[] decoders) : Attribute
{
    public IReadOnlyList<Type> Decoders => decoders;
}
