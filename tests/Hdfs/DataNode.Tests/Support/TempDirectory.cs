namespace Hathi.Hdfs.DataNode.Tests.Support;

public sealed class TempDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("hathi-dn-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
