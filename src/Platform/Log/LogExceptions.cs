namespace Hathi.Platform.Log;

/// <summary>A directory is not the log that was asked for: missing, foreign, already there, or of a newer version. Nothing was changed.</summary>
public sealed class LogSetupException(string message) : IOException(message);

/// <summary>Durable bytes of a log do not read back as written. Nothing was changed or deleted.</summary>
public sealed class LogCorruptException : IOException
{
    /// <summary>Says what is wrong in which file and where.</summary>
    public LogCorruptException(string file, long offset, string what)
        : base($"The log file {file} is damaged at offset {offset}: {what}. Nothing was changed. Check the disk, then restore this file from a copy, "
            + "or start from the other copy of the whole directory.")
    {
        File = file;
        Offset = offset;
    }

    /// <summary>The damaged file.</summary>
    public string File { get; }

    /// <summary>The byte at which the first damaged part starts.</summary>
    public long Offset { get; }
}

/// <summary>A write or fsync of the log failed; it takes nothing more until the process starts again and reads what is really on the disk.</summary>
public sealed class LogFailedException(string message, Exception cause) : IOException(message, cause);
