using System.Collections.Concurrent;
using Hathi.Base;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Users;

namespace Hathi.Rpc.Tests.Users;

public sealed class CachedUserGroupsTests
{
    private static readonly UserGroupsOptions s_options = new() { MaxLookUps = 2, MaxWaiting = 3, MaxUsers = 4 };
    private readonly ConcurrentQueue<string> _lookUps = [];
    private readonly TestClock _clock = new();
    private readonly RecordingLog _log = new();
    private Func<string, Task<IReadOnlyList<string>>> _answer = static user => Task.FromResult<IReadOnlyList<string>>(
        user.StartsWith('u') ? [user + "s", "users"] : []);

    [Fact]
    public async Task Groups_are_good_for_their_time_and_then_looked_up_again()
    {
        using var groups = Make(s_options);
        Assert.Equal(["us", "users"], await groups.GroupsOfAsync("u"));
        _answer = static _ => Task.FromResult<IReadOnlyList<string>>(["other"]);
        _clock.Now += 299_999;
        Assert.Equal(["us", "users"], await groups.GroupsOfAsync("u"));
        _clock.Now++;
        Assert.Equal(["other"], await groups.GroupsOfAsync("u"));
        Assert.Equal(2, _lookUps.Count);
    }

    [Fact]
    public async Task That_a_user_has_none_is_known_for_a_shorter_time()
    {
        using var groups = Make(s_options);
        Assert.Empty(await groups.GroupsOfAsync("nobody"));
        Assert.Empty(await groups.GroupsOfAsync("nobody"));
        Assert.Single(_lookUps);
        _answer = static _ => Task.FromResult<IReadOnlyList<string>>(["now"]);
        _clock.Now += 30_000;
        Assert.Equal(["now"], await groups.GroupsOfAsync("nobody"));
    }

    [Fact]
    public async Task One_look_up_serves_all_who_wait_and_a_refresh_makes_another()
    {
        using var groups = Make(s_options);
        var first = new TaskCompletionSource<IReadOnlyList<string>>(TaskCreationOptions.RunContinuationsAsynchronously);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _answer = _ =>
        {
            begun.SetResult();
            return first.Task;
        };
        var waiting = Enumerable.Range(0, 50).Select(_ => groups.GroupsOfAsync("u").AsTask()).ToList();
        await begun.Task.Patiently();
        groups.Refresh();
        _answer = static _ => Task.FromResult<IReadOnlyList<string>>(["new"]);
        Assert.Equal(["new"], await groups.GroupsOfAsync("u"));
        first.SetResult(["old"]);
        Assert.All(await Task.WhenAll(waiting), static g => Assert.Equal(["old"], g));
        Assert.Equal(["new"], await groups.GroupsOfAsync("u"));
        Assert.Equal(2, _lookUps.Count);
    }

    [Fact]
    public async Task Only_so_many_look_ups_run_and_wait()
    {
        using var groups = Make(s_options);
        var open = new TaskCompletionSource<IReadOnlyList<string>>(TaskCreationOptions.RunContinuationsAsynchronously);
        _answer = _ => open.Task;
        var tasks = Enumerable.Range(0, 40).Select(i => groups.GroupsOfAsync($"u{i}").AsTask()).ToList();
        var refused = await Assert.ThrowsAsync<RpcFault>(async () =>
        {
            while (true)
            {
                var ended = await Task.WhenAny(tasks);
                tasks.Remove(ended);
                await ended;
            }
        });
        Assert.Equal(JavaErrors.Retriable, refused.JavaClass);
        Assert.InRange(_lookUps.Count, 0, 2);
        open.SetResult(["late"]);
        foreach (var task in tasks)
        {
            await Task.WhenAny(task);
            Assert.True(task.IsCompletedSuccessfully || task.Exception!.InnerException is RpcFault);
        }
    }

    [Fact]
    public async Task A_look_up_that_fails_leaves_what_was_known_but_not_for_ever()
    {
        using var groups = Make(s_options);
        await groups.GroupsOfAsync("u");
        _answer = static _ => throw new InvalidOperationException("no id");
        _clock.Now += 300_000;
        Assert.Equal(["us", "users"], await groups.GroupsOfAsync("u"));
        Assert.Empty(await groups.GroupsOfAsync("u-new"));
        _clock.Now += 9 * 300_000;
        Assert.Empty(await groups.GroupsOfAsync("u"));
    }

    [Fact]
    public async Task What_was_known_stays_while_a_directory_service_is_away()
    {
        using var groups = Make(s_options);
        await groups.GroupsOfAsync("u");
        _answer = static _ => Task.FromResult<IReadOnlyList<string>>([]); // all users are unknown to it then
        _clock.Now += 300_000;
        Assert.Equal(["us", "users"], await groups.GroupsOfAsync("u"));
        Assert.Equal(["us", "users"], await groups.GroupsOfAsync("u"));
        Assert.Equal(2, _lookUps.Count); // the second call started none
        _clock.Now += 10_000;
        _answer = static _ => Task.FromResult<IReadOnlyList<string>>(["back"]);
        while ((await groups.GroupsOfAsync("u"))[0] != "back") // after a failure nobody waits for the next look-up
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        _answer = static _ => Task.FromResult<IReadOnlyList<string>>([]);
        _clock.Now += 10 * 300_000;
        Assert.Empty(await groups.GroupsOfAsync("u"));
    }

    [Fact]
    public async Task A_look_up_that_fails_is_not_remembered_as_no_groups_and_told_once_in_a_while()
    {
        using var groups = Make(s_options);
        _answer = static _ => throw new InvalidOperationException("no more processes");
        for (var i = 0; i < 5; i++)
        {
            Assert.Empty(await groups.GroupsOfAsync("u"));
        }

        Assert.Contains("no more processes", Assert.Single(_log.Lines).Text, StringComparison.Ordinal);
        _answer = static _ => Task.FromResult<IReadOnlyList<string>>(["there"]);
        Assert.Equal(["there"], await groups.GroupsOfAsync("u"));

        _answer = static _ => throw new InvalidOperationException("no more processes");
        _clock.Now += 300_000;
        Assert.Equal(["there"], await groups.GroupsOfAsync("u"));
        Assert.Equal(2, _log.Lines.Length);
        Assert.Contains("(4 more failures", _log.Lines[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_a_directory_service_hangs_one_caller_of_a_user_waits_and_all_others_go_on_with_what_was_known()
    {
        using var groups = Make(s_options);
        await groups.GroupsOfAsync("u");
        var open = new TaskCompletionSource<IReadOnlyList<string>>(TaskCreationOptions.RunContinuationsAsynchronously);
        _answer = _ => open.Task;
        _clock.Now += 300_000;
        var first = groups.GroupsOfAsync("u").AsTask();
        for (var i = 0; i < 1_000; i++)
        {
            var other = groups.GroupsOfAsync("u").AsTask();
            Assert.True(other.IsCompletedSuccessfully);
            Assert.Equal(["us", "users"], await other);
        }

        Assert.False(first.IsCompleted);
        open.SetException(new IOException("no answer"));
        Assert.Equal(["us", "users"], await first);

        // It hung: from now on not even one waits, until a look-up has succeeded.
        open = new TaskCompletionSource<IReadOnlyList<string>>(TaskCreationOptions.RunContinuationsAsynchronously);
        _clock.Now += 10_000;
        Assert.True(groups.GroupsOfAsync("u").AsTask().IsCompletedSuccessfully);
        open.SetResult(["us", "users"]);
    }

    [Fact]
    public async Task A_full_queue_uses_what_was_known()
    {
        using var groups = Make(s_options);
        await groups.GroupsOfAsync("u");
        _clock.Now += 300_000;
        var open = new TaskCompletionSource<IReadOnlyList<string>>(TaskCreationOptions.RunContinuationsAsynchronously);
        _answer = _ => open.Task;
        var others = Enumerable.Range(0, 20).Select(i => groups.GroupsOfAsync($"x{i}").AsTask()).ToList();
        await Task.WhenAny(others); // one was refused: the queue is full
        Assert.Equal(["us", "users"], await groups.GroupsOfAsync("u"));
        await Assert.ThrowsAsync<RpcFault>(async () => await groups.GroupsOfAsync("y"));
        open.SetResult([]);
        await Task.WhenAll(others).ContinueWith(static _ => { }, TaskScheduler.Default);
    }

    [Theory]
    [InlineData(0, "ada users", "", "ada users")]
    [InlineData(1, "", "id: 'ada': no such user", "")]
    [InlineData(1, "", "id: ada: no such user\n", "")]
    [InlineData(1, "", "id: unknown user ada", "")]
    [InlineData(1, "ada 4711 users 12", "id: cannot find name for group ID 4711", "ada users 12")] // 12 is the name of a group
    [InlineData(1, "471 name", "id: cannot find name for group ID 4711", "471 name")]
    [InlineData(1, "4711", "id: cannot find name for group ID 4711", "")]
    [InlineData(1, "", "id: 'ada': no such user: Input/output error", null)]
    [InlineData(1, "", "id: failed to get groups for user 'ada': Cannot allocate memory", null)]
    [InlineData(1, "", "", null)]
    [InlineData(127, "", "id: error while loading shared libraries", null)]
    [InlineData(137, "", "", null)]
    public void What_id_says_is_taken_for_what_it_says(int exitCode, string text, string complaints, string? groups)
    {
        if (groups is null)
        {
            Assert.Throws<GroupLookUpException>(() => OsUserGroups.Read(exitCode, text, complaints));
        }
        else
        {
            Assert.Equal(groups.Split(' ', StringSplitOptions.RemoveEmptyEntries), OsUserGroups.Read(exitCode, text, complaints));
        }
    }

    /// <summary>A program that writes without end holds neither itself up nor the memory of who asks it.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(OsUserGroups.MaxAnswer - 1)]
    [InlineData(OsUserGroups.MaxAnswer)]
    [InlineData(1_000_000)]
    public async Task Of_a_long_answer_only_the_beginning_is_kept(int characters)
    {
        using var answer = new LongAnswer(characters);
        var kept = await OsUserGroups.ReadAsync(answer, TestContext.Current.CancellationToken);
        Assert.Equal(new string('x', Math.Min(characters, OsUserGroups.MaxAnswer)), kept);
        Assert.Equal(0, answer.Left);
        Assert.InRange(answer.MostAskedFor, 1, OsUserGroups.MaxAnswer);
    }

    /// <summary>Nobody may ask for all of it at once.</summary>
    private sealed class LongAnswer(int characters) : TextReader
    {
        internal int Left { get; private set; } = characters;

        internal int MostAskedFor { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<char> buffer, CancellationToken cancellationToken = default)
        {
            MostAskedFor = Math.Max(MostAskedFor, buffer.Length);
            var count = Math.Min(Left, buffer.Length);
            buffer.Span[..count].Fill('x');
            Left -= count;
            return new ValueTask<int>(count);
        }

        public override string ReadToEnd() => throw new InvalidOperationException("all of it at once");

        public override Task<string> ReadToEndAsync() => throw new InvalidOperationException("all of it at once");

        public override Task<string> ReadToEndAsync(CancellationToken cancellationToken) =>
            throw new InvalidOperationException("all of it at once");
    }

    [Fact]
    public async Task Made_up_names_push_out_none_but_their_like()
    {
        using var groups = Make(s_options);
        await groups.GroupsOfAsync("u");
        for (var i = 0; i < 20; i++)
        {
            await groups.GroupsOfAsync($"nobody{i}");
        }

        await groups.GroupsOfAsync("u");
        Assert.Equal(1, _lookUps.Count(static u => u == "u"));
    }

    [Fact]
    public async Task In_the_background_old_groups_are_told_until_the_new_ones_are_there()
    {
        using var groups = Make(s_options with { ReloadsInBackground = true });
        await groups.GroupsOfAsync("u");
        var open = new TaskCompletionSource<IReadOnlyList<string>>(TaskCreationOptions.RunContinuationsAsynchronously);
        _answer = _ => open.Task;
        _clock.Now += 300_000;
        var old = groups.GroupsOfAsync("u");
        Assert.True(old.IsCompletedSuccessfully);
        Assert.Equal(["us", "users"], await old);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-a")]
    [InlineData("--help")]
    [InlineData("0")]
    [InlineData("+0")]
    [InlineData(" 0")]
    [InlineData("\t+0")]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    [InlineData("\ufffd")]
    public async Task Nobody_is_asked_about_a_name_that_is_none(string name)
    {
        using var groups = Make(s_options);
        Assert.Empty(await groups.GroupsOfAsync(name));
        Assert.Empty(await groups.GroupsOfAsync(new string('x', 257)));
        Assert.Empty(_lookUps);
    }

    [Fact]
    public async Task This_machine_knows_root_and_not_a_made_up_user()
    {
        using var groups = OsUserGroups.Create(s_options, _clock, _log);
        Assert.NotEmpty(await groups.GroupsOfAsync("root"));
        Assert.Empty(await groups.GroupsOfAsync("no-such-user-here"));
    }

    private CachedUserGroups Make(UserGroupsOptions options) => new(
        (user, _) =>
        {
            _lookUps.Enqueue(user);
            return _answer(user);
        },
        options,
        _clock,
        _log);

    private sealed class TestClock : IClock
    {
        public long Now { get; set; } = 1_000;

        public Now Read() => new(0, Now);
    }
}
