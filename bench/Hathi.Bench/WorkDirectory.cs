namespace Hathi.Bench;

/// <summary>
/// Where a run has its clusters and files. It is deleted afterwards with all that is in it, so that nothing but what a run made may be in
/// it: somebody else's is refused, and what a run that was ended left is taken over.
/// </summary>
internal sealed class WorkDirectory : IDisposable
{
    /// <summary>The file by which a run knows what an earlier one made.</summary>
    internal const string Mark = ".hathi-bench";

    private readonly string _path;

    /// <exception cref="BenchException">Somebody else's files are there.</exception>
    public WorkDirectory(string path)
    {
        _path = path;
        var mark = Path.Combine(path, Mark);
        if (File.Exists(path) || (Directory.Exists(path) && !File.Exists(mark) && Directory.EnumerateFileSystemEntries(path).Any()))
        {
            throw new BenchException(
                $"{path} is there, and is not what an earlier run left (no {Mark} in it): it would be deleted with all that is in it. "
                + "Delete it, or name another directory with --work.");
        }

        Directory.CreateDirectory(path);
        File.WriteAllText(mark, "Made by hathi bench, and deleted by it.\n");
    }

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
