using Hathi.Base;

namespace Hathi.Log;

/// <summary>
/// A directory is not the log that was asked for: missing, foreign, already there, or of a newer version. Nothing was changed.
/// </summary>
public sealed class LogSetupException(string message) : EnvironmentException(message);

/// <summary>Durable bytes of a log do not read back as written. Nothing was changed or deleted.</summary>
public sealed class LogCorruptException : EnvironmentException
{
    /// <summary>Says what is wrong in which file and where.</summary>
    public LogCorruptException(string file, long offset, string what)
        : base($"The log file {file} is damaged at offset {offset}: {what}. Nothing was changed. "
            + "Check the disk, then restore this file from a copy, or start from the other copy of the whole directory.")
    {
        File = file;
        Offset = offset;
    }

    /// <summary>The damaged file.</summary>
    public string File { get; }

    /// <summary>The byte at which the first damaged part starts.</summary>
    public long Offset { get; }
}

/// <summary>A record is whole, as its checksum says, and whoever reads it cannot make sense of it. Nothing was changed.</summary>
public sealed class LogRecordException : EnvironmentException
{
    /// <summary>Says which record it is, where it lies, and why it was not taken.</summary>
    public LogRecordException(string file, long offset, long index, Exception cause)
        : base(
            $"Record {index} of the log, in file {file} at offset {offset}, cannot be replayed: {cause.Message} Its checksum is right, "
            + "so the disk is not to blame: another version of hathi wrote it, or a fault in this one did. Nothing was changed. "
            + "Start the version that wrote it; if that was this one, keep a copy of the directory and report this message.",
            cause)
    {
        File = file;
        Offset = offset;
        Index = index;
    }

    /// <summary>The segment.</summary>
    public string File { get; }

    /// <summary>The byte at which the record starts.</summary>
    public long Offset { get; }

    /// <summary>Its number.</summary>
    public long Index { get; }
}

/// <summary>The disk does not give bytes of a log that are there. Nothing was changed.</summary>
public sealed class LogReadException(string message, Exception? cause) : EnvironmentException(message, cause);

/// <summary>
/// A write or fsync of the log failed; it takes nothing more until the process starts again and reads what is really on the disk.
/// </summary>
public sealed class LogFailedException(string message, Exception cause) : EnvironmentException(message, cause);
