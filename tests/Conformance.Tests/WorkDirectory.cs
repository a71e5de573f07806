namespace Hathi.Conformance.Tests;

/// <summary>A folder for one test, gone afterwards.</summary>
public sealed class WorkDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("hathi-test-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
