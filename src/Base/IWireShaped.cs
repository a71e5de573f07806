namespace Hathi.Base;

/// <summary>
/// A message of a wire protocol that tells what its fields are, so that <see cref="WireWeight"/> can say what its bytes become before
/// they are decoded.
/// Implemented by code that the build makes from the .proto files: descriptors would take a starting process longer than everything else
/// that it does.
/// </summary>
public interface IWireShaped
{
    /// <summary>The fields of messages of this type.</summary>
    WireShape Shape { get; }
}
