namespace Hathi.Base;

/// <summary>A call to a disk failed; the message names the path and, where something can be done, what.</summary>
public sealed class DiskException : EnvironmentException
{
    private DiskException(DiskFault kind, string path, bool isChange, string message, Exception? inner)
        : base(message, inner)
    {
        Kind = kind;
        Path = path;
        IsChange = isChange;
    }

    /// <summary>What that says of the disk.</summary>
    public DiskFault Kind { get; }

    /// <summary>Which file or directory the call was for.</summary>
    public string Path { get; }

    /// <summary>
    /// Whether the call was to change something: a disk that cannot keep what it is given is of no use, one that cannot read a
    /// file may read all others.
    /// </summary>
    public bool IsChange { get; }

    /// <summary>A call that only reads failed.</summary>
    /// <param name="kind">What that says of the disk.</param>
    /// <param name="path">Of which file or directory.</param>
    /// <param name="what">What the system says.</param>
    /// <param name="inner">What told of it; null: an error number.</param>
    public static DiskException OfRead(DiskFault kind, string path, string what, Exception? inner) =>
        new(kind, path, false, Text(kind, path, what), inner);

    /// <summary>A call that changes something failed.</summary>
    /// <param name="kind">What that says of the disk.</param>
    /// <param name="path">Of which file or directory.</param>
    /// <param name="what">What the system says.</param>
    /// <param name="inner">What told of it; null: an error number.</param>
    public static DiskException OfChange(DiskFault kind, string path, string what, Exception? inner) =>
        new(kind, path, true, Text(kind, path, what), inner);

    private static string Text(DiskFault kind, string path, string what) => kind switch
    {
        DiskFault.Full => $"No space left on the disk of {path}: free some space there.",
        DiskFault.Quota =>
            $"No more room is allowed on the disk of {path} ({what.TrimEnd('.')}): free some space there, or raise the quota.",
        DiskFault.Descriptors => $"{path} cannot be used for now ({what.TrimEnd('.')}): raise the limit of open files (ulimit -n).",
        _ => what.Contains(path, StringComparison.Ordinal) ? what : $"{path}: {what}",
    };
}

/// <summary>A lock file is held by somebody else.</summary>
/// <param name="path">Of the file.</param>
/// <param name="holder">Who holds it.</param>
/// <param name="inner">What told of it; null: an error number.</param>
public sealed class DiskLockedException(string path, string holder, Exception? inner)
    : EnvironmentException($"{path} is locked by {holder}. Stop that process, or use another directory.", inner)
{
    /// <summary>Who holds it, as the file's text says.</summary>
    public string Holder { get; } = holder;
}
