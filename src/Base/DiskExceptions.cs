namespace Hathi.Base;

/// <summary>The disk has no room for a write.</summary>
public sealed class DiskFullException(string message, Exception? inner) : IOException(message, inner);

/// <summary>A lock file is held by somebody else; the message says by whom.</summary>
public sealed class DiskLockedException(string message, Exception? inner) : IOException(message, inner);
