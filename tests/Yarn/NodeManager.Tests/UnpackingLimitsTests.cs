using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Hathi.Platform.Archives;

namespace Hathi.Yarn.NodeManager.Tests;

/// <summary>Names in archives have an end, before they take memory or time.</summary>
public sealed class UnpackingLimitsTests : IDisposable
{
    private const int Large = 64 << 20;

    private readonly string _root = Directory.CreateTempSubdirectory("hathi-unpack-").FullName;

    /// <summary>Long names and link targets of GNU tar, attributes of a member and of the archive.</summary>
    [Theory]
    [InlineData('L')]
    [InlineData('K')]
    [InlineData('x')]
    [InlineData('g')]
    public void What_tar_says_of_a_member_is_not_taken_into_memory_whatever_its_length(char type)
    {
        var path = Path.Join(_root, "a.tgz");
        using (var packed = new GZipStream(File.Create(path), CompressionLevel.Fastest))
        {
            packed.Write(Header(type, Large));
            packed.Write(new byte[Large]);
            packed.Write(Header('0', 0));
            packed.Write(new byte[1024]);
        }

        Assert.Contains("name or attributes", Refused(path, out var allocated), StringComparison.Ordinal);
        Assert.InRange(allocated, 0, Large / 4);
    }

    /// <summary>Content that looks like a header of a long name is content, as attributes of just a block are attributes.</summary>
    [Theory]
    [InlineData("a.tar", 512)]
    [InlineData("a.tgz", 512)]
    [InlineData("a.tgz", 512 + 81_920)]
    public void A_member_of_blocks_that_look_like_headers_is_unpacked(string kind, int length)
    {
        var path = Path.Join(_root, kind);
        var content = Enumerable.Repeat((byte)'g', length).ToArray();
        using (var file = File.Create(path))
        using (Stream packed = kind == "a.tgz" ? new GZipStream(file, CompressionLevel.Fastest) : file)
        using (var tar = new TarWriter(packed, TarEntryFormat.Pax))
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "first", [new("comment", new string('g', 496))])
            {
                DataStream = new MemoryStream(content),
            });
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "second") { DataStream = new MemoryStream(content) });
        }

        Unpacking.All(path, Path.Join(_root, "into"));
        Assert.Equal(content, File.ReadAllBytes(Path.Join(_root, "into", "first")));
        Assert.Equal(content, File.ReadAllBytes(Path.Join(_root, "into", "second")));
    }

    /// <summary>Members that have no place are passed over, and their content with them.</summary>
    [Theory]
    [InlineData('D', 512)]
    [InlineData('D', 512 + 4096)]
    [InlineData('N', 512)]
    [InlineData('V', 512)]
    public void Content_that_is_passed_over_is_content(char type, int length)
    {
        var path = Path.Join(_root, "a.tgz");
        using (var packed = new GZipStream(File.Create(path), CompressionLevel.Fastest))
        {
            packed.Write(Header(type, length));
            packed.Write(Enumerable.Repeat((byte)'g', length).ToArray());
            packed.Write(Header('0', 0, "last"));
            packed.Write(new byte[1024]);
        }

        Unpacking.All(path, Path.Join(_root, "into"));
        Assert.True(File.Exists(Path.Join(_root, "into", "last")));
    }

    /// <summary>Content cannot make what follows it pass for attributes, nor can a size that others read otherwise.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Nothing_forged_hides_a_header(bool byContent)
    {
        var path = Path.Join(_root, "a.tgz");
        using (var packed = new GZipStream(File.Create(path), CompressionLevel.Fastest))
        {
            if (byContent)
            {
                packed.Write(Header('N', 512));
                packed.Write(Header('L', 1 << 20));
            }
            else
            {
                var odd = Header('x', 0);
                "\000004000000"u8.CopyTo(odd.AsSpan(124));
                packed.Write(odd);
            }

            packed.Write(Header('x', Large));
            packed.Write(new byte[Large]);
            packed.Write(Header('0', 0));
            packed.Write(new byte[1024]);
        }

        _ = Refused(path, out var allocated);
        Assert.InRange(allocated, 0, Large / 4);
    }

    [Theory]
    [InlineData("a.tar", 5000, 100)]
    [InlineData("a.tgz", 5000, 100)]
    [InlineData("a.zip", 5000, 100)]
    [InlineData("a.tar", 1500, 1)]
    [InlineData("a.zip", 1500, 1)]
    public void A_name_that_no_system_takes_is_refused(string kind, int length, int component)
    {
        var name = string.Concat(Enumerable.Range(0, length / (component + 1)).Select(_ => new string('a', component) + "/")) + "f";
        Assert.Contains("components", Refused(Pack(kind, name, null), out _), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(Path.Join(_root, "into")));
    }

    [Theory]
    [InlineData("a.tar")]
    [InlineData("a.zip")]
    public void So_is_the_target_of_a_link(string kind) =>
        Assert.Contains("bytes", Refused(Pack(kind, "link", new string('a', 5000)), out _), StringComparison.Ordinal);

    [Theory]
    [InlineData("a.tar")]
    [InlineData("a.zip")]
    public void A_name_as_long_as_names_are_is_taken(string kind)
    {
        var name = string.Concat(Enumerable.Range(0, 100).Select(static i => $"directory{i}/")) + new string('n', 255);
        Unpacking.All(Pack(kind, name, null), Path.Join(_root, "into"));
        Assert.Equal("content", File.ReadAllText(Path.Join(_root, "into", name)));
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private string Refused(string archive, out long allocated)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var e = Assert.ThrowsAny<IOException>(() => Unpacking.All(archive, Path.Join(_root, "into")));
        allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return e.Message;
    }

    private string Pack(string kind, string name, string? target)
    {
        var path = Path.Join(_root, kind);
        var content = "content"u8.ToArray();
        if (kind == "a.zip")
        {
            using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
            var entry = zip.CreateEntry(name);
            entry.ExternalAttributes = target is null ? 0 : 0xA1FF << 16;
            using var writer = entry.Open();
            writer.Write(target is null ? content : Encoding.UTF8.GetBytes(target));
            return path;
        }

        using Stream file = File.Create(path);
        using var packed = kind == "a.tgz" ? new GZipStream(file, CompressionLevel.Fastest) : file;
        using var tar = new TarWriter(packed);
        tar.WriteEntry(target is null
            ? new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) }
            : new PaxTarEntry(TarEntryType.SymbolicLink, name) { LinkName = target });
        return path;
    }

    // pax(1): name, mode, owner, group, size, time, checksum, type, ..., magic.
    private static byte[] Header(char type, long size, string name = "member")
    {
        var header = new byte[512];
        Put(name, 0);
        Put("0000644", 100);
        Put("0000000", 108);
        Put("0000000", 116);
        Put(Convert.ToString(size, 8).PadLeft(11, '0'), 124);
        Put("00000000000", 136);
        Put("        ", 148);
        header[156] = (byte)type;
        Put(type is 'L' or 'K' ? "ustar  \0" : "ustar\0" + "00", 257);
        Put(Convert.ToString(header.Sum(static b => (int)b), 8).PadLeft(6, '0') + "\0 ", 148);
        return header;

        void Put(string text, int at) => Encoding.ASCII.GetBytes(text).CopyTo(header, at);
    }

    [Fact]
    public void A_pattern_that_takes_too_long_for_a_name_is_a_fault_of_the_archive_s()
    {
        var jar = Path.Join(_root, "slow.jar");
        using (var zip = ZipFile.Open(jar, ZipArchiveMode.Create))
        {
            zip.CreateEntry(new string('a', 60) + "b");
        }

        var refused = Assert.Throws<ArchiveException>(() => Unpacking.Matching(jar, Path.Join(_root, "slow"), "(a+)+"));
        Assert.Contains("takes more than 1 s", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pattern_of_classes_within_classes_is_no_end_of_the_process()
    {
        var pattern = string.Concat(Enumerable.Repeat("[a-", 1_000_000));
        var refused = Assert.Throws<ArchiveException>(() => Unpacking.Matching("a.jar", "/nowhere", pattern));
        Assert.Contains("characters, and 1000 are taken", refused.Message, StringComparison.Ordinal);
    }
}
