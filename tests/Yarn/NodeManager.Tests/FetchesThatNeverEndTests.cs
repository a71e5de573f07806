using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Hathi.Base;
using Hathi.Hadoop.Conf;
using Hathi.Hdfs.Client;
using Hathi.Platform;
using Hathi.Yarn.NodeManager.Localize;
using Hathi.Yarn.NodeManager.Options;
using Hathi.Yarn.NodeManager.Recovery;
using Hathi.Yarn.NodeManager.Storage;
using Hathi.Yarn.NodeManager.Tests.Support;
using Hathi.Yarn.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hathi.Yarn.NodeManager.Tests;

/// <summary>Resources that never come take nothing from those that do, and are given up.</summary>
public sealed class FetchesThatNeverEndTests : IDisposable
{
    private const string Application = "application_1700000000000_0001";

    private readonly string _root = Directory.CreateTempSubdirectory("hathi-nm-").FullName;
    private readonly TcpListener _silent = new(IPAddress.Loopback, 0); // takes connections and says nothing
    private readonly StateStore _state;
    private readonly DirectoryRemover _remover = new(static d => d, TimeSpan.Zero, NullLogger.Instance);
    private readonly FileSystemPool _pool = new(new Configuration());
    private int _names;

    public FetchesThatNeverEndTests()
    {
        _silent.Start();
        _state = StateStore.Open(Path.Join(_root, "state"), NullLogger.Instance);
    }

    public void Dispose()
    {
        _silent.Dispose();
        _remover.Dispose();
        _state.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public async Task One_user_cannot_take_all_slots()
    {
        using var cache = Cache();
        for (var i = 0; i < 20; i++)
        {
            await cache.UseAsync(Silent(), "mallory", Application);
        }

        Assert.Equal("content", await File.ReadAllTextAsync(await FetchedAsync(cache, "bob")));
    }

    /// <summary>
    /// A file system whose call does not come back (a disk that hangs) holds the thread that fetches, and neither who asks for the resource
    /// nor who asks for another.
    /// </summary>
    [Fact]
    public async Task One_that_holds_its_thread_holds_nobody_else()
    {
        using var entered = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        await using var pool = new FileSystemPool(
            new Configuration(),
            (uri, _) => uri.Scheme == "file" ? FileSystems.Get(uri, new Configuration()) : new HeldFiles(uri, entered, release));
        using var cache = Cache(pool);
        var held = await cache.UseAsync(Silent(), "mallory", Application);
        Assert.True(entered.Wait(Patience.Limit), "nobody fetches it");
        Assert.Equal("content", await File.ReadAllTextAsync(await FetchedAsync(cache, "bob")));
        Assert.False(held.Path.IsCompleted);
        release.Set();
        Assert.Contains(
            "File does not exist",
            (await Assert.ThrowsAsync<LocalizationException>(() => held.Path.Patiently())).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_nobody_waits_for_any_more_holds_no_slot()
    {
        using var cache = Cache(static o => o with { MaxFetches = 1 });
        var wanted = new List<LocalizedResource>();
        await cache.UseAsync([Silent(), Silent(), Silent()], "ada", Application, wanted, TestContext.Current.CancellationToken);
        wanted.ForEach(r => cache.Release(r, "ada"));
        Assert.Equal("content", await File.ReadAllTextAsync(await FetchedAsync(cache, "ada")));
    }

    [Fact]
    public async Task What_is_an_application_s_that_has_ended_holds_no_slot()
    {
        using var cache = Cache(static o => o with { MaxFetches = 1 });
        await cache.UseAsync(Silent(), "ada", Application);
        cache.Forget("ada", Application);
        Assert.Equal("content", await File.ReadAllTextAsync(await FetchedAsync(cache, "ada")));
    }

    [Fact]
    public async Task A_public_resource_does_not_wait_behind_what_the_first_to_name_it_has_queued()
    {
        using var cache = Cache(static o => o with { MaxFetches = 2 });
        var path = Path.Join(_root, "framework");
        await File.WriteAllTextAsync(path, "content", TestContext.Current.CancellationToken);
        var framework = await LocalAsync(path);
        framework.Visibility = LocalResourceVisibilityProto.Public;
        await cache.UseAsync(Silent(), "mallory", Application);
        await cache.UseAsync(Silent(), "mallory", Application);
        var first = await cache.UseAsync(framework, "mallory", Application);
        var second = await cache.UseAsync(framework, "bob", "application_1700000000000_0002");
        Assert.Same(first, second);
        cache.Release(first, "mallory");
        Assert.Equal("content", await File.ReadAllTextAsync(await second.Path.Patiently(), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_is_released_between_its_arrival_and_the_word_of_it_stays_counted()
    {
        using var cache = Cache();
        var wanted = Silent();
        var resource = await cache.UseAsync(wanted, "ada", Application);
        var path = cache.Keep(resource, Path.Join(resource.Directory, "never"), 7);
        Assert.False(resource.IsReady);
        cache.Release(resource, "ada");
        Assert.Equal(7, cache.Bytes);
        Assert.Single(_state.Below("resource/"));
        Assert.NotNull(cache.Reuse(wanted, "ada", Application));
        Assert.Equal(Path.Join(resource.Directory, "never"), path);
    }

    [Fact]
    public async Task What_arrives_after_its_application_was_forgotten_is_not_kept()
    {
        using var cache = Cache();
        var resource = await cache.UseAsync(Silent(), "ada", Application);
        cache.Forget("ada", Application);
        Assert.Throws<OperationCanceledException>(() => cache.Keep(resource, Path.Join(resource.Directory, "never"), 7));
        Assert.Empty(_state.Below("resource/"));
    }

    [Fact]
    public async Task A_fetch_of_which_nothing_comes_is_given_up()
    {
        using var cache = Cache(static o => o with { FetchStallLimit = TimeSpan.FromMilliseconds(50) });
        var e = await Assert.ThrowsAsync<LocalizationException>(
            async () => await (await cache.UseAsync(Silent(), "ada", Application)).Path.Patiently());
        Assert.Contains("hathi.nodemanager.localizer.fetch.stall-ms", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mkfifo pipe")]
    [InlineData("mkfifo p; ln -s p pipe")]
    [InlineData("ln -s /dev/zero pipe")]
    [InlineData("mkdir pipe; mkfifo pipe/inner")]
    [InlineData("mkdir pipe; ln -s /dev/zero pipe/inner")]
    public async Task Of_this_machine_only_files_are_fetched(string make)
    {
        Run(make);
        using var cache = Cache();
        var resource = await cache.UseAsync(await LocalAsync(Path.Join(_root, "pipe")), "ada", Application);
        var e = await Assert.ThrowsAsync<LocalizationException>(() => resource.Path.Patiently());
        Assert.Contains("no regular file", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_bytes_than_were_told_of_are_refused()
    {
        var target = Path.Join(_root, "stored");
        using var watch = new FetchWatch(TimeSpan.FromMinutes(1), TimeProvider.System, TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<RefusedException>(() => ResourceFetch.StoreAsync(new Endless(), target, 1_000_000, watch));
        Assert.InRange(new FileInfo(target).Length, 0, 1_000_000);
    }

    private async Task<string> FetchedAsync(ResourceCache cache, string user)
    {
        var path = Path.Join(_root, $"file{++_names}");
        await File.WriteAllTextAsync(path, "content");
        return await (await cache.UseAsync(await LocalAsync(path), user, Application)).Path.Patiently();
    }

    private LocalResourceProto Silent()
    {
        var port = ((IPEndPoint)_silent.LocalEndpoint).Port;
        return Resource(new URLProto { Scheme = "hdfs", Host = "127.0.0.1", Port = port, File = $"/never{++_names}" }, 1);
    }

    private static async Task<LocalResourceProto> LocalAsync(string path) =>
        Resource(
            new URLProto { Scheme = "file", File = path },
            (await new LocalFileSystem(new Configuration()).GetFileStatusAsync(path, default))!.ModificationTime);

    private static LocalResourceProto Resource(URLProto url, long time) =>
        new()
        {
            Resource = url, Size = 0, Timestamp = time, Type = LocalResourceTypeProto.File,
            Visibility = LocalResourceVisibilityProto.Application,
        };

    private ResourceCache Cache(Func<NodeManagerOptions, NodeManagerOptions>? change = null) => Cache(_pool, change ?? (static o => o));

    private ResourceCache Cache(FileSystemPool pool) => Cache(pool, static o => o);

    private ResourceCache Cache(FileSystemPool pool, Func<NodeManagerOptions, NodeManagerOptions> change)
    {
        var directories = new NodeDirectories([Path.Join(_root, "local")], [Path.Join(_root, "logs")]);
        var options = new NodeManagerOptions
        {
            ResourceTracker = new IPEndPoint(IPAddress.Loopback, 0), Address = new IPEndPoint(IPAddress.Loopback, 0),
            WebAddress = new IPEndPoint(IPAddress.Loopback, 0), HostName = "node", User = "yarn", LocalDirectories = directories.AllLocal,
            LogDirectories = directories.AllLogs, StateDirectory = Path.Join(_root, "state"), Configuration = new Configuration(),
        };
        return new ResourceCache(
            change(options), directories, new ResourceFetch(pool, SystemClock.Instance), _remover, _state, NullLogger.Instance, default);
    }

    private void Run(string script)
    {
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-ec", script]) { WorkingDirectory = _root })!;
        shell.WaitPatiently();
        Assert.Equal(0, shell.ExitCode);
    }

    /// <summary>A file of a name node that lies.</summary>
    private sealed class Endless : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(buffer.Length);
    }

    /// <summary>Its first call holds the thread that makes it until it is let go.</summary>
    private sealed class HeldFiles(Uri uri, ManualResetEventSlim entered, ManualResetEventSlim release) : NoFiles(uri)
    {
        public override ValueTask<FileStatus?> GetFileStatusAsync(string path, CancellationToken cancellationToken)
        {
            entered.Set();
            return release.Wait(Patience.Limit, CancellationToken.None)
                ? ValueTask.FromResult<FileStatus?>(null)
                : throw new InvalidOperationException("nobody has let it go");
        }
    }
}
