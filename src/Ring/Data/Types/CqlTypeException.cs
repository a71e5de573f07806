using Hathi.Base;

namespace Hathi.Ring.Data.Types;

/// <summary>A type that would be larger than <see cref="TypeLimits"/> allow; the message says which limit.</summary>
/// <param name="message">What is wrong with it.</param>
public sealed class CqlTypeException(string message) : RefusedException(message);
