using Hathi.Base;

namespace Hathi.Cli.Dfs.Kit;

/// <summary>What is wrong with a path; the words are those of Apache's PathIOException and its kin, which scripts look for.</summary>
internal sealed class PathException : RefusedException
{
    private PathException(string message)
        : base(message)
    {
    }

    /// <summary>There is no such path.</summary>
    public bool IsNotFound { get; private init; }

    public static PathException NotFound(string path) => new($"{Quote(path)}: No such file or directory") { IsNotFound = true };

    /// <param name="path">As the user wrote it.</param>
    /// <param name="full">With file system, shown when it differs.</param>
    public static PathException NotFound(string path, string full) =>
        full == path ? NotFound(path) : new($"{Quote(path)}: No such file or directory: {Quote(full)}") { IsNotFound = true };

    public static PathException Exists(string path) => new($"{Quote(path)}: File exists");

    public static PathException IsDirectory(string path) => new($"{Quote(path)}: Is a directory");

    public static PathException IsNotDirectory(string path) => new($"{Quote(path)}: Is not a directory");

    public static PathException NotEmpty(string path) => new($"{Quote(path)}: Directory is not empty");

    /// <summary>The file system said no and not why.</summary>
    public static PathException Failed(string path) => With(path, "Input/output error");

    /// <param name="operation">For example mkdir.</param>
    /// <param name="path">Of what.</param>
    public static PathException Failed(string operation, string path) => new($"{operation} {Quote(path)}: Input/output error");

    /// <param name="operation">For example rename.</param>
    /// <param name="path">From.</param>
    /// <param name="target">To.</param>
    public static PathException Failed(string operation, string path, string target) =>
        new($"{operation} {Quote(path)} to {Quote(target)}: Input/output error");

    public static PathException With(string path, string error) => new($"{Quote(path)}: {error}");

    public static PathException With(string path, string target, string error) => new($"{Quote(path)} to {Quote(target)}: {error}");

    private static string Quote(string path) => $"`{path}'";
}
