using System.Formats.Tar;
using System.IO.Compression;
using Hathi.Yarn.NodeManager.Tests.Support;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.NodeManager.Tests;

public sealed class LocalizationTests
{
    [Fact]
    public async Task A_file_is_linked_into_the_working_directory_and_is_read_only()
    {
        await using var node = await TestNode.StartAsync();
        var context = TestNode.Bash("cat linked; stat -L -c %a linked; readlink linked");
        Add(context, "linked", Write(node, "data.txt", "content\n"), LocalResourceTypeProto.File, LocalResourceVisibilityProto.Public);
        var id = await node.StartAsync(context);
        Assert.Equal(0, (await node.Manager.EndOf(id)).ExitStatus);
        Assert.Equal($"content\n555\n{node.LocalDirectory}/filecache/1/data.txt\n", node.Log(id, "stdout"));
    }

    [Theory]
    [InlineData(LocalResourceVisibilityProto.Private, "usercache/ada/filecache/1/data.txt")]
    [InlineData(LocalResourceVisibilityProto.Application, "usercache/ada/appcache/application_1700000000000_0001/filecache/1/data.txt")]
    public async Task Who_may_see_it_says_where_it_lies(LocalResourceVisibilityProto visibility, string where)
    {
        await using var node = await TestNode.StartAsync();
        var context = TestNode.Bash("readlink linked");
        Add(context, "linked", Write(node, "data.txt", "content\n"), LocalResourceTypeProto.File, visibility);
        var id = await node.StartAsync(context);
        await node.Manager.EndOf(id);
        Assert.Equal($"{node.LocalDirectory}/{where}\n", node.Log(id, "stdout"));
    }

    [Theory]
    [InlineData("lib.zip")]
    [InlineData("lib.tar")]
    [InlineData("lib.tar.gz")]
    [InlineData("lib.tgz")]
    public async Task Archives_are_unpacked(string name)
    {
        await using var node = await TestNode.StartAsync();
        var context = TestNode.Bash("cat lib/inner/a.txt");
        Add(
            context,
            "lib",
            Pack(node, name, ("inner/a.txt", "from the archive\n")),
            LocalResourceTypeProto.Archive,
            LocalResourceVisibilityProto.Private);
        var id = await node.StartAsync(context);
        Assert.Equal(0, (await node.Manager.EndOf(id)).ExitStatus);
        Assert.Equal("from the archive\n", node.Log(id, "stdout"));
    }

    [Fact]
    public async Task Of_a_pattern_only_what_matches_is_unpacked_beside_the_jar()
    {
        await using var node = await TestNode.StartAsync();
        var context = TestNode.Bash("find -L job.jar -type f | sort");
        var jar = Pack(node, "job.jar", ("lib/dep.jar", "x"), ("classes/A.class", "y"), ("META-INF/MANIFEST.MF", "z"));
        Add(context, "job.jar", jar, LocalResourceTypeProto.Pattern, LocalResourceVisibilityProto.Application);
        context.LocalResources[0].Value.Pattern = "(?:classes/|lib/).*";
        var id = await node.StartAsync(context);
        Assert.Equal(0, (await node.Manager.EndOf(id)).ExitStatus);
        Assert.Equal("job.jar/classes/A.class\njob.jar/job.jar\njob.jar/lib/dep.jar\n", node.Log(id, "stdout"));
    }

    [Fact]
    public async Task A_file_that_is_not_what_was_submitted_is_not_taken()
    {
        await using var node = await TestNode.StartAsync();
        var context = TestNode.Bash("true");
        Add(context, "linked", Write(node, "data.txt", "content\n"), LocalResourceTypeProto.File, LocalResourceVisibilityProto.Public);
        context.LocalResources[0].Value.Timestamp -= 1000;
        var end = await node.Manager.EndOf(await node.StartAsync(context));
        Assert.Equal(-1000, end.ExitStatus);
        Assert.Contains("changed on src filesystem - expected: ", end.Diagnostics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_named()
    {
        await using var node = await TestNode.StartAsync();
        var context = TestNode.Bash("true");
        Add(context, "linked", Write(node, "data.txt", "content\n"), LocalResourceTypeProto.File, LocalResourceVisibilityProto.Public);
        File.Delete(Path.Join(node.DirectoryPath, "data.txt"));
        var end = await node.Manager.EndOf(await node.StartAsync(context));
        Assert.Equal(-1000, end.ExitStatus);
        Assert.Contains($"File does not exist: file://{node.DirectoryPath}/data.txt", end.Diagnostics, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("broken.zip")]
    [InlineData("broken.tar.gz")]
    [InlineData("broken.tar")]
    public async Task A_damaged_archive_is_named(string name)
    {
        await using var node = await TestNode.StartAsync();
        var context = TestNode.Bash("true");
        Add(
            context, "lib", Write(node, name, "this is no archive of any kind"), LocalResourceTypeProto.Archive,
            LocalResourceVisibilityProto.Public);
        var end = await node.Manager.EndOf(await node.StartAsync(context));
        Assert.Equal(-1000, end.ExitStatus);
        Assert.Contains($"{name} cannot be localised: ", end.Diagnostics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_entry_that_would_land_outside_spoils_its_archive()
    {
        await using var node = await TestNode.StartAsync();
        var context = TestNode.Bash("true");
        Add(
            context, "lib", Pack(node, "evil.zip", ("../../../evil.txt", "x")), LocalResourceTypeProto.Archive,
            LocalResourceVisibilityProto.Public);
        var end = await node.Manager.EndOf(await node.StartAsync(context));
        Assert.Equal(-1000, end.ExitStatus);
        Assert.Contains("outside of its directory", end.Diagnostics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Containers_share_a_resource_and_what_nobody_uses_makes_room()
    {
        await using var node = await TestNode.StartAsync(o => o with { CacheBytes = 10 });
        var context = TestNode.Bash("readlink linked");
        Add(context, "linked", Write(node, "data.txt", "content\n"), LocalResourceTypeProto.File, LocalResourceVisibilityProto.Public);
        var first = await node.StartAsync(context);
        await node.Manager.EndOf(first);
        var second = await node.StartAsync(context);
        await node.Manager.EndOf(second);
        Assert.Equal(node.Log(first, "stdout"), node.Log(second, "stdout"));

        // With another file beside it there is more than fits: the older one goes and is fetched again.
        var other = TestNode.Bash("readlink linked");
        Add(other, "linked", Write(node, "other.txt", "content\n"), LocalResourceTypeProto.File, LocalResourceVisibilityProto.Public);
        await node.Manager.EndOf(await node.StartAsync(other));
        var third = await node.StartAsync(context);
        Assert.Equal(0, (await node.Manager.EndOf(third)).ExitStatus);
        Assert.NotEqual(node.Log(first, "stdout"), node.Log(third, "stdout"));
    }

    [Fact]
    public async Task What_was_being_fetched_for_an_application_when_the_node_was_killed_is_fetched_anew()
    {
        await using var node = await TestNode.StartAsync();
        var first = await node.StartAsync(TestNode.Bash("true"));
        await node.Manager.EndOf(first);
        var port = await node.StopServerAsync();
        var cache = $"{node.LocalDirectory}/usercache/ada/appcache/{first.Application().ToText()}/filecache";
        Directory.CreateDirectory(Path.Join(cache, "1", "data.txt"));
        Directory.CreateDirectory(Path.Join(cache, "2_tmp", "data.txt"));
        await node.StartServerAsync(port);
        var context = TestNode.Bash("readlink linked");
        Add(context, "linked", Write(node, "data.txt", "content\n"), LocalResourceTypeProto.File, LocalResourceVisibilityProto.Application);
        var id = await node.StartAsync(context);
        Assert.Equal(0, (await node.Manager.EndOf(id)).ExitStatus);
        Assert.Equal($"{cache}/3/data.txt\n", node.Log(id, "stdout"));
    }

    [Theory]
    [InlineData("1/data.txt")]
    [InlineData("1_tmp/data.txt")]
    public async Task What_lies_where_a_resource_is_to_be_does_not_stop_it(string leftover)
    {
        await using var node = await TestNode.StartAsync();
        Directory.CreateDirectory(Path.Join(node.LocalDirectory, "filecache", leftover));
        var context = TestNode.Bash("cat linked");
        Add(context, "linked", Write(node, "data.txt", "content\n"), LocalResourceTypeProto.File, LocalResourceVisibilityProto.Public);
        var id = await node.StartAsync(context);
        Assert.Equal(0, (await node.Manager.EndOf(id)).ExitStatus);
        Assert.Equal("content\n", node.Log(id, "stdout"));
    }

    [Fact]
    public async Task An_archive_counts_with_what_it_unpacks_to()
    {
        await using var node = await TestNode.StartAsync(o => o with { CacheBytes = 100_000 });
        var context = TestNode.Bash("readlink lib");
        var path = Pack(node, "lib.zip", ("a.txt", new string('x', 200_000)));
        Assert.InRange(new FileInfo(path).Length, 1, 50_000);
        Add(context, "lib", path, LocalResourceTypeProto.Archive, LocalResourceVisibilityProto.Public);
        await AssertLeavesAsync(node, context);
    }

    [Fact]
    public async Task A_directory_counts_with_what_is_in_it()
    {
        await using var node = await TestNode.StartAsync(o => o with { CacheBytes = 100 });
        var context = TestNode.Bash("readlink lib");
        var path = Directory.CreateDirectory(Path.Join(node.DirectoryPath, "lib", "deeper")).Parent!.FullName;
        File.WriteAllText(Path.Join(path, "deeper", "a.txt"), new string('x', 200));
        Add(context, "lib", path, 0, LocalResourceTypeProto.File, LocalResourceVisibilityProto.Public);
        await AssertLeavesAsync(node, context);
    }

    // It does not fit: nobody uses it, it goes, and who wants it again fetches it again.
    private static async Task AssertLeavesAsync(TestNode node, ContainerLaunchContextProto context)
    {
        var first = await node.StartAsync(context);
        Assert.Equal(0, (await node.Manager.EndOf(first)).ExitStatus);
        var second = await node.StartAsync(context);
        Assert.Equal(0, (await node.Manager.EndOf(second)).ExitStatus);
        Assert.NotEqual(node.Log(first, "stdout"), node.Log(second, "stdout"));
    }

    private static string Write(TestNode node, string name, string content)
    {
        var path = Path.Join(node.DirectoryPath, name);
        File.WriteAllText(path, content);
        return path;
    }

    private static string Pack(TestNode node, string name, params (string Name, string Content)[] entries)
    {
        var path = Path.Join(node.DirectoryPath, name);
        if (name.EndsWith(".zip", StringComparison.Ordinal) || name.EndsWith(".jar", StringComparison.Ordinal))
        {
            using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
            foreach (var (entry, content) in entries)
            {
                using var writer = new StreamWriter(zip.CreateEntry(entry).Open());
                writer.Write(content);
            }

            return path;
        }

        using Stream file = File.Create(path);
        using var packed = name.EndsWith("gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionLevel.Fastest) : file;
        using var tar = new TarWriter(packed);
        foreach (var (entry, content) in entries)
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, entry)
            {
                DataStream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(content)),
            });
        }

        return path;
    }

    private static void Add(
        ContainerLaunchContextProto context,
        string link,
        string path,
        LocalResourceTypeProto type,
        LocalResourceVisibilityProto visibility) =>
        Add(context, link, path, new FileInfo(path).Length, type, visibility);

    private static void Add(
        ContainerLaunchContextProto context,
        string link,
        string path,
        long size,
        LocalResourceTypeProto type,
        LocalResourceVisibilityProto visibility) =>
        context.LocalResources.Add(new StringLocalResourceMapProto
        {
            Key = link,
            Value = new LocalResourceProto
            {
                Resource = new URLProto { Scheme = "file", File = path },
                Size = size,
                Timestamp = new DateTimeOffset(File.GetLastWriteTimeUtc(path)).ToUnixTimeMilliseconds(),
                Type = type,
                Visibility = visibility,
            },
        });
}
