using Hathi.Base;

namespace Hathi.Platform.Archives;

/// <summary>
/// An archive is damaged, holds what is not unpacked, or is asked for by a pattern that is none: it will be so on every machine.
/// </summary>
public sealed class ArchiveException(string message, Exception? inner) : RefusedException(message, inner);
