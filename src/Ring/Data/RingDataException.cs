using Hathi.Base;

namespace Hathi.Ring.Data;

/// <summary>Bytes of rows or mutations that are none: damaged, or of a version that this program does not know.</summary>
/// <param name="message">What was read and what is wrong with it.</param>
public sealed class RingDataException(string message) : EnvironmentException(message, null);
