namespace Hathi.Tests.Cases;

/// <summary>A case that cannot be read or cannot go on: the file is wrong, not what it speaks of.</summary>
internal sealed class CaseFault(string message) : Exception(message);
