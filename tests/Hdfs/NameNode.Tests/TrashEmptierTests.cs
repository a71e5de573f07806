using Hathi.Base;
using Hathi.Base.Cores;
using Hathi.Engine;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Rpc;
using Hathi.Hdfs.Client;
using Hathi.Hdfs.Core.NameNode;
using Hathi.Hdfs.Core.Operations;
using Hathi.Hdfs.NameNode.Options;
using Hathi.Hdfs.NameNode.Trash;
using Hathi.Hdfs.Protocol;
using Hathi.Platform;
using Microsoft.Extensions.Logging;

namespace Hathi.Hdfs.NameNode.Tests;

/// <summary>The NameNode empties the trash of all users.</summary>
public sealed class TrashEmptierTests
{
    private const long Minutes = 60;
    private static readonly DateTimeOffset s_now = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    [Fact]
    public async Task What_was_deleted_becomes_a_checkpoint_and_what_is_old_goes()
    {
        await using var nameNode = await NameNodeFixture.CreateAsync(Minutes, new TrashOptions());
        var fs = nameNode.FileSystem;
        var old = TrashNames.Checkpoint(s_now.AddMinutes(-Minutes - 1), 0);
        var again = TrashNames.Checkpoint(s_now.AddMinutes(-Minutes - 1), 1);
        var young = TrashNames.Checkpoint(s_now.AddMinutes(-Minutes + 1), 0);
        await FilesAsync(
            fs,
            "/user/ada/.Trash/Current/data/a", $"/user/ada/.Trash/{old}/x/y", $"/user/ada/.Trash/{again}/x", $"/user/ada/.Trash/{young}/x",
            "/user/ada/.Trash/notes",
            "/user/bob/.Trash/Current/b", "/user/carl/kept", "/user/dora/.Trash", "/user/file", "/user/eve/.Trash/Current/e",
            "/other/.Trash/Current/o");
        await nameNode.Server.Trash!.EmptyAsync(s_now, CancellationToken.None);

        var made = TrashNames.Checkpoint(s_now, 0);
        Assert.Equal(new[] { made, young, "notes" }.Order(StringComparer.Ordinal), await NamesAsync(fs, "/user/ada/.Trash"));
        Assert.Equal(["a"], await NamesAsync(fs, $"/user/ada/.Trash/{made}/data"));
        Assert.Equal([made], await NamesAsync(fs, "/user/bob/.Trash"));
        Assert.Equal([made], await NamesAsync(fs, "/user/eve/.Trash"));
        Assert.Equal(["ada", "bob", "carl", "dora", "eve", "file"], await NamesAsync(fs, "/user"));
        Assert.Equal(["Current"], await NamesAsync(fs, "/other/.Trash"));

        // The next of the same second is told apart, and all of them go in their time.
        await FilesAsync(fs, "/user/bob/.Trash/Current/c");
        await nameNode.Server.Trash.EmptyAsync(s_now, CancellationToken.None);
        Assert.Equal([made, made + "-1"], await NamesAsync(fs, "/user/bob/.Trash"));
        await nameNode.Server.Trash.EmptyAsync(s_now.AddMinutes(Minutes), CancellationToken.None); // not older yet
        Assert.Equal([made, made + "-1"], await NamesAsync(fs, "/user/bob/.Trash"));
        await nameNode.Server.Trash.EmptyAsync(s_now.AddMinutes(Minutes).AddSeconds(1), CancellationToken.None);
        Assert.Empty(await NamesAsync(fs, "/user/bob/.Trash"));
        Assert.Equal(["notes"], await NamesAsync(fs, "/user/ada/.Trash"));
    }

    [Fact]
    public async Task Homes_and_strangers_are_as_the_configuration_says()
    {
        await using var nameNode = await NameNodeFixture.CreateAsync(
            Minutes, new TrashOptions { Homes = "/home/", DeletesStrangers = true });
        await nameNode.Server.Trash!.EmptyAsync(s_now, CancellationToken.None); // there is no such directory yet
        await FilesAsync(nameNode.FileSystem, "/home/ada/.Trash/notes/n", "/home/ada/.Trash/Current/a", "/user/bob/.Trash/Current/b");
        await nameNode.Server.Trash.EmptyAsync(s_now, CancellationToken.None);
        Assert.Equal([TrashNames.Checkpoint(s_now, 0)], await NamesAsync(nameNode.FileSystem, "/home/ada/.Trash"));
        Assert.Equal(["Current"], await NamesAsync(nameNode.FileSystem, "/user/bob/.Trash"));
    }

    /// <summary>Whatever call it is: the state of the trash, a page of it, a checkpoint that is old, the one that is to be made.</summary>
    [Theory]
    [InlineData(typeof(GetFileInfoRequest), "/user/bob/.Trash", 0)]
    [InlineData(typeof(GetFileInfoRequest), "/user/bob/.Trash/Current", 1)]
    [InlineData(typeof(GetListingRequest), "/user/bob/.Trash", 4)]
    [InlineData(typeof(DeleteRequest), "/user/bob/.Trash/OLD0", 1)]
    [InlineData(typeof(DeleteRequest), "/user/bob/.Trash/OLD3", 1)]
    [InlineData(typeof(Rename2Request), "/user/bob/.Trash/Current", 1)]
    public async Task A_call_that_is_refused_passes_over_what_it_was_for(Type kind, string path, int left)
    {
        await using var nameNode = await NameNodeFixture.CreateAsync(Minutes, new TrashOptions());
        var old = s_now.AddDays(-3);
        path = path.Replace("OLD0", TrashNames.Checkpoint(old, 0), StringComparison.Ordinal)
            .Replace("OLD3", TrashNames.Checkpoint(old, 3), StringComparison.Ordinal);
        foreach (var user in new[] { "ada", "bob", "carl" })
        {
            await FilesAsync(nameNode.FileSystem, [$"/user/{user}/.Trash/Current/f", .. Enumerable.Range(0, 4)
                .Select(i => $"/user/{user}/.Trash/{TrashNames.Checkpoint(old, i)}/f")]);
        }

        var refused = 0;
        var log = NodeLog.ToStandardError(LogLevel.Error, SystemClock.Instance);
        var round = new TrashRound(new Refusing(nameNode.Server.Engine, IsRefused),
            CurrentUser.Name, s_now, TimeSpan.FromMinutes(Minutes), new TrashOptions(), log);
        await round.RunAsync(CancellationToken.None);
        Assert.True(refused > 0);
        var made = TrashNames.Checkpoint(s_now, 0);
        Assert.Equal([made], await NamesAsync(nameNode.FileSystem, "/user/ada/.Trash"));
        Assert.Equal([made], await NamesAsync(nameNode.FileSystem, "/user/carl/.Trash"));
        var bobs = await NamesAsync(nameNode.FileSystem, "/user/bob/.Trash");
        var isWhole = kind == typeof(GetFileInfoRequest) && left == 0;
        Assert.Equal(isWhole ? 5 : left + (kind == typeof(DeleteRequest) || kind == typeof(GetListingRequest) ? 1 : 0), bobs.Count);
        Assert.Equal(kind == typeof(DeleteRequest) || kind == typeof(GetListingRequest), bobs.Contains(made));

        bool IsRefused(object ask)
        {
            var asked = ask switch
            {
                GetFileInfoRequest r => r.Path,
                GetListingRequest r => r.Path,
                DeleteRequest r => r.Path,
                Rename2Request r => r.Source,
                _ => "",
            };
            var isIt = ask.GetType() == kind && asked == path;
            refused += isIt ? 1 : 0;
            return isIt;
        }
    }

    [Fact]
    public async Task Many_users_and_many_checkpoints_are_gone_through_page_by_page()
    {
        await using var nameNode = await NameNodeFixture.CreateAsync(Minutes, new TrashOptions());
        var old = s_now.AddDays(-3);
        await FilesAsync(
            nameNode.FileSystem, [.. Enumerable.Range(0, 10).Select(i => $"/user/u{i}/.Trash/{TrashNames.Checkpoint(old, i)}/f")]);
        await FilesAsync(
            nameNode.FileSystem,
            [.. Enumerable.Range(0, 10).Select(i => $"/user/u5/.Trash/{TrashNames.Checkpoint(old.AddSeconds(i), 0)}/f")]);
        await nameNode.Server.Trash!.EmptyAsync(s_now, CancellationToken.None);
        for (var i = 0; i < 10; i++)
        {
            Assert.Empty(await NamesAsync(nameNode.FileSystem, $"/user/u{i}/.Trash"));
        }
    }

    [Fact]
    public async Task Without_an_interval_nothing_is_emptied()
    {
        await using var nameNode = await NameNodeFixture.CreateAsync();
        Assert.Null(nameNode.Server.Trash);
    }

    [Fact]
    public async Task A_running_NameNode_does_it_by_itself_when_the_time_comes()
    {
        var start = s_now.ToUnixTimeMilliseconds();
        var clock = new TurnedClock(start);
        await using var nameNode = await NameNodeFixture.CreateAsync(
            Minutes, new TrashOptions { CheckpointMinutes = 10, Look = TimeSpan.FromMilliseconds(1) }, clock);
        await FilesAsync(nameNode.FileSystem, "/user/ada/.Trash/Current/a");
        await clock.SeenAsync();
        Assert.Equal(["Current"], await NamesAsync(nameNode.FileSystem, "/user/ada/.Trash"));
        var next = nameNode.Server.Trash!.After(start);
        Assert.Equal(new DateTimeOffset(2026, 3, 4, 5, 10, 0, TimeSpan.Zero), UnixTimes.At(next));
        clock.Turn(next);
        while (!(await NamesAsync(nameNode.FileSystem, "/user/ada/.Trash")).SequenceEqual([TrashNames.Checkpoint(UnixTimes.At(next), 0)]))
        {
            await clock.SeenAsync();
        }
    }

    [Theory]
    [InlineData(60, 0, 60)]
    [InlineData(60, -5, 60)]
    [InlineData(60, 15, 15)]
    [InlineData(60, 90, 60)]
    [InlineData(60, 0.5, 0.5)]
    [InlineData(60, 0.00001, 60)]
    [InlineData(60, double.NaN, 60)]
    [InlineData(60, double.PositiveInfinity, 60)]
    public async Task Checkpoints_are_made_at_whole_multiples_of_their_interval(long interval, double checkpoints, double minutes)
    {
        await using var nameNode = await NameNodeFixture.CreateAsync(interval, new TrashOptions { CheckpointMinutes = checkpoints });
        var between = (long)(minutes * 60_000);
        var trash = nameNode.Server.Trash!;
        Assert.Equal((between, between, 2 * between), (trash.After(0), trash.After(between - 1), trash.After(between)));
    }

    private static async Task FilesAsync(FileSystem fs, params string[] paths)
    {
        foreach (var path in paths)
        {
            await (await fs.CreateAsync(path, CreateOptions.Default, CancellationToken.None)).DisposeAsync();
        }
    }

    private static async Task<List<string>> NamesAsync(FileSystem fs, string path)
    {
        var names = new List<string>();
        await foreach (var entry in fs.ListAsync(path, CancellationToken.None))
        {
            names.Add(entry.Name);
        }

        return names;
    }

    /// <summary>Shows the time that a test says.</summary>
    private sealed class TurnedClock(long wall) : IClock
    {
        private long _wall = wall;
        private volatile TaskCompletionSource _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Now Read()
        {
            var now = new Now(Volatile.Read(ref _wall), SystemNow());
            Interlocked.Exchange(ref _seen, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
            return now;
        }

        public void Turn(long to) => Volatile.Write(ref _wall, to);

        /// <summary>Somebody looks at it.</summary>
        public Task SeenAsync() => _seen.Task.WaitAsync(TimeSpan.FromMinutes(2));

        private static long SystemNow() => Environment.TickCount64;
    }

    private sealed class Refusing(ICallTarget target, Func<object, bool> isRefused) : ICallTarget
    {
        public long LastIndex => target.LastIndex;

        public ValueTask<TAnswer> AskAsync<TAnswer>(IAsk<TAnswer> ask) =>
            isRefused(ask) ? throw new RpcFault(JavaExceptions.Retriable, "Too many long calls wait already. Try again later.")
                : target.AskAsync(ask);
    }
}
