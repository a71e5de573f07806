using System.Formats.Tar;
using System.IO.Compression;
using Hathi.Platform.Archives;
using Hathi.Platform.Disk;

namespace Hathi.Yarn.NodeManager.Tests;

/// <summary>Archives that are damaged: what is left of them is unpacked, or it is said that they are none.</summary>
public sealed class ArchiveFuzzTests : IDisposable
{
    private const int Runs = 300;

    private readonly string _root = Directory.CreateTempSubdirectory("hathi-archives-").FullName;

    public void Dispose() => DirectoryTree.Remove(_root);

    [Theory]
    [InlineData("a.tar")]
    [InlineData("a.tgz")]
    [InlineData("a.zip")]
    [Fuzzes(typeof(Unpacking))]
    public void Archives(string name)
    {
        var archive = Path.Join(_root, name);
        var into = Path.Join(_root, "into");
        new Fuzz
        {
            Of = name,
            Good = [Made(name)],
            Decode = bytes =>
            {
                File.WriteAllBytes(archive, bytes);
                try
                {
                    Unpacking.All(archive, into);
                }
                finally
                {
                    DirectoryTree.Remove(into); // whatever modes its directories have
                }
            },
            Refusals =
            [
                typeof(IOException), typeof(EndOfStreamException), typeof(UnauthorizedAccessException), typeof(DirectoryNotFoundException),
                typeof(PathTooLongException),
            ],
            MostAllocated = 8 << 20,
            Runs = Runs,
        }.Run();
    }

    private static byte[] Made(string name)
    {
        // What was written is there also when it is closed.
        var made = new MemoryStream();
        if (name == "a.zip")
        {
            using var zip = new ZipArchive(made, ZipArchiveMode.Create);
            using var entry = zip.CreateEntry("d/f.txt").Open();
            entry.Write("hello hello hello\n"u8);
        }
        else
        {
            using var tar = new TarWriter(name == "a.tgz" ? new GZipStream(made, CompressionLevel.Optimal) : made, TarEntryFormat.Pax);
            tar.WriteEntry(new PaxTarEntry(TarEntryType.Directory, "d"));
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "d/f.txt") { DataStream = new MemoryStream("hello\n"u8.ToArray()) });
            tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "l") { LinkName = "d/f.txt" });
        }

        return made.ToArray();
    }
}
