using System.IO.Compression;
using Hathi.Platform.Archives;
using Hathi.Platform.Disk;

namespace Hathi.Yarn.NodeManager.Tests;

/// <summary>Archives that are damaged: what is left of them is unpacked, or it is said that they are none.</summary>
public sealed class ArchiveFuzzTests : IDisposable
{
    private const int Runs = 300;

    /// <summary>A directory, a file in it and a link, with the times of PAX; .NET would write the number of its process into it.</summary>
    private const string Tar =
        "H4sIAAAAAAACA+2XTQrCMBCFZ+0pcoI0meZnJbh06RUKjSi0CDVCj2+riFCortLNvG+TYTYDIe+9ia50dTg14zE1bRqoCObN2mkMh289961hW5"
        + "MaaQMe99wM03iSCbPq87VPexs/96/9joAQ2qr8jPlRRe/X9T/V1nl2MRr36geumZSH/ouj4f/wf/i/YP8/6zzm4v4fnPvh/2Hh/5GtI2Wg/+Jc"
        + "UtfdoHexIP+R/8h/uXQbzPif/8v/X6zDlP+8xXIiXP8AALk8AUitwdsAGAAA";

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
                typeof(ArchiveException), typeof(IOException), typeof(EndOfStreamException), typeof(UnauthorizedAccessException),
                typeof(DirectoryNotFoundException), typeof(PathTooLongException),
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
            var entry = zip.CreateEntry("d/f.txt");
            entry.LastWriteTime = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
            using var content = entry.Open();
            content.Write("hello hello hello\n"u8);
        }
        else if (name == "a.tgz")
        {
            return Convert.FromBase64String(Tar);
        }
        else
        {
            using var tar = new GZipStream(new MemoryStream(Convert.FromBase64String(Tar)), CompressionMode.Decompress);
            tar.CopyTo(made);
        }

        return made.ToArray();
    }
}
