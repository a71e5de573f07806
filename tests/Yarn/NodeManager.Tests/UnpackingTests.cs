using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Hathi.Platform.Archives;

namespace Hathi.Yarn.NodeManager.Tests;

/// <summary>
/// Archives of every kind with links of every kind: they are kept, and nothing is written, linked or changed outside of the directory.
/// </summary>
public sealed class UnpackingTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("hathi-unpack-").FullName;

    public static TheoryData<string> Kinds => ["a.tar", "a.tar.gz", "a.tgz", "a.zip", "a.jar"];

    public static TheoryData<string, string, string> Attacks
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var kind in (string[])["a.tar", "a.tgz", "a.zip", "a.jar"])
            {
                foreach (var (name, members) in s_attacks)
                {
                    if (!members.Contains("hard ", StringComparison.Ordinal) || kind[2] == 't')
                    {
                        data.Add(kind, name, members);
                    }
                }
            }

            return data;
        }
    }

    // Members as they come: "file NAME", "dir NAME", "link NAME TARGET", "hard NAME TARGET". OUT is a directory beside the one
    // that is unpacked into.
    private static readonly (string Name, string Members)[] s_attacks =
    [
        ("above", "file ../out/new"),
        ("above behind a name", "file x/../../out/new"),
        ("above as a directory", "dir ../out/new"),
        ("through an absolute link", "link x OUT;file x/new"),
        ("through an absolute link to a file", "link x OUT/kept;file x"),
        ("through a relative link", "link x ../out;file x/new"),
        ("through a link in a directory", "dir d;link d/x ../../out;file d/x/new"),
        ("through two links", "link y x;link x ../out;file y/new"),
        ("through a link and up", "dir d;link x d;file x/../../out/new"),
        ("a directory through a link", "link x OUT;dir x/new"),
        ("a directory in the place of a link", "link x OUT;dir x;file x/new"),
        ("a link through a link", "link x OUT;link x/new kept"),
        ("a link that is exchanged", "link x d;link x OUT;file x/new"),
        ("a circle", "link x y;link y x;file x/new"),
        ("the directory itself", "file ."),
        ("hard link to outside", "hard x OUT/kept;file x"),
        ("hard link above", "hard x ../out/kept"),
        ("hard link through a link", "link d OUT;hard x d/kept"),
        ("hard link to a link", "link y OUT/kept;hard x y;file x"),
        ("hard link below a link", "file f;link d OUT;hard d/new f"),
    ];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Links_are_kept_wherever_they_lead(string kind)
    {
        var into = Unpack(kind, "dir bin;link bin/python /usr/bin/python3;link up ../../somewhere;link lib64 lib;file lib/a;file "
            + "lib64/b;link gone nowhere;file bin/run");
        Assert.Equal("/usr/bin/python3", Link(into, "bin/python"));
        Assert.Equal("../../somewhere", Link(into, "up"));
        Assert.Equal("lib", Link(into, "lib64"));
        Assert.Equal("nowhere", Link(into, "gone"));
        Assert.Equal(["a", "b"], Directory.GetFiles(Path.Join(into, "lib")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal("bin/run", File.ReadAllText(Path.Join(into, "bin/run")));
    }

    [Theory]
    [MemberData(nameof(Attacks))]
    public void Nothing_is_written_outside(string kind, string name, string members)
    {
        var outside = Directory.CreateDirectory(Path.Join(_root, "out")).FullName;
        File.WriteAllText(Path.Join(outside, "kept"), "as it was");
        File.SetUnixFileMode(Path.Join(outside, "kept"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        try
        {
            Unpack(kind, members.Replace("OUT", outside, StringComparison.Ordinal));
        }
        catch (IOException)
        {
            // Refusing is one way.
        }

        Assert.True(Directory.GetFileSystemEntries(outside).Length == 1, name);
        Assert.Equal("as it was", File.ReadAllText(Path.Join(outside, "kept")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Join(outside, "kept")));
        File.AppendAllText(Path.Join(outside, "kept"), "!");
        Assert.DoesNotContain(Files(Path.Join(_root, "into")), f => File.ReadAllText(f).EndsWith('!'));
    }

    [Theory]
    [InlineData("a.tar")]
    [InlineData("a.tgz")]
    public void Hard_links_inside_are_one_file(string kind)
    {
        var into = Unpack(kind, "file d/first;hard second d/first;file d/third;hard d/fourth /d/third");
        Assert.Equal("d/first", File.ReadAllText(Path.Join(into, "second")));
        File.WriteAllText(Path.Join(into, "second"), "changed");
        Assert.Equal("changed", File.ReadAllText(Path.Join(into, "d/first")));
        Assert.Equal("d/third", File.ReadAllText(Path.Join(into, "d/fourth")));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void An_absolute_name_is_one_below_the_directory(string kind) =>
        Assert.Equal("/etc/hathi", File.ReadAllText(Path.Join(Unpack(kind, "file /etc/hathi"), "etc/hathi")));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_comes_later_takes_the_place_of_a_file_or_a_link(string kind)
    {
        var into = Unpack(kind, "link x y;file y;file x;file z;link z y");
        Assert.Null(new FileInfo(Path.Join(into, "x")).LinkTarget);
        Assert.Equal("x", File.ReadAllText(Path.Join(into, "x")));
        Assert.Equal("y", Link(into, "z"));
    }

    [Fact]
    public void Programs_stay_programs_and_a_directory_that_may_not_be_written_is_filled_all_the_same()
    {
        var path = Path.Join(_root, "a.tar");
        using (var tar = new TarWriter(File.Create(path)))
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.Directory, "d") { Mode = UnixFileMode.UserRead | UnixFileMode.UserExecute });
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "d/run")
            {
                Mode = UnixFileMode.UserRead | UnixFileMode.UserExecute, DataStream = new MemoryStream("x"u8.ToArray()),
            });
        }

        Unpacking.All(path, Path.Join(_root, "into"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Join(_root, "into", "d", "run")));
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static string? Link(string into, string name) => new FileInfo(Path.Join(into, name)).LinkTarget;

    private static IEnumerable<string> Files(string directory) => !Directory.Exists(directory) ? [] : Directory.EnumerateFiles(
        directory, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint });

    private string Unpack(string kind, string members)
    {
        var path = Path.Join(_root, kind);
        var list = members.Split(';').Select(static m => m.Split(' ')).ToList();
        if (kind[2] == 't')
        {
            WriteTar(path, list);
        }
        else
        {
            WriteZip(path, list);
        }

        Unpacking.All(path, Path.Join(_root, "into"));
        return Path.Join(_root, "into");
    }

    // A file's content is its name.
    private static void WriteTar(string path, List<string[]> members)
    {
        using Stream file = File.Create(path);
        using var packed = path.EndsWith('z') ? new GZipStream(file, CompressionLevel.Fastest) : file;
        using var tar = new TarWriter(packed);
        foreach (var member in members)
        {
            tar.WriteEntry(member[0] switch
            {
                "dir" => new PaxTarEntry(TarEntryType.Directory, member[1]),
                "link" => new PaxTarEntry(TarEntryType.SymbolicLink, member[1]) { LinkName = member[2] },
                "hard" => new PaxTarEntry(TarEntryType.HardLink, member[1]) { LinkName = member[2] },
                _ => new PaxTarEntry(TarEntryType.RegularFile, member[1])
                {
                    DataStream = new MemoryStream(Encoding.UTF8.GetBytes(member[1])),
                },
            });
        }
    }

    private static void WriteZip(string path, List<string[]> members)
    {
        const int Link = 0xA1FF << 16;
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (var member in members)
        {
            var entry = zip.CreateEntry(member[0] == "dir" ? member[1] + "/" : member[1]);
            if (member[0] == "link")
            {
                entry.ExternalAttributes = Link;
            }

            using var writer = new StreamWriter(entry.Open());
            writer.Write(member[0] switch { "dir" => "", "link" => member[2], _ => member[1] });
        }
    }
}
