namespace Hathi.Tests;

/// <summary>
/// The test that pins the bytes of a version of a format: of a value those bytes are made, and of those bytes that value.
/// tests/Architecture.Tests demands one for each version that a type names, and for each format in which something is written.
/// </summary>
/// <param name="format">The type that makes the bytes, or names their version.</param>
/// <param name="version">As the type names it; 0 where the bytes have none.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class, AllowMultiple = true)]
internal sealed class GoldenBytesAttribute(Type format, int version) : Attribute
{
    public Type Format => format;

    public int Version => version;
}
