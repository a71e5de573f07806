namespace Hathi.Platform.Tests;

/// <summary>A directory of its own for a test, removed afterwards.</summary>
public sealed class TempDirectory : IDisposable
{
    public TempDirectory() => Path = Directory.CreateTempSubdirectory("hathi-platform-").FullName;

    public string Path { get; }

    public string this[string name] => System.IO.Path.Join(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
