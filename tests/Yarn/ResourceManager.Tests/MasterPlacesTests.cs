using Hathi.Yarn.ResourceManager.Http;

namespace Hathi.Yarn.ResourceManager.Tests;

/// <summary>Whose page is fetched, who waits, and who gives way.</summary>
public sealed class MasterPlacesTests : IAsyncLifetime
{
    private readonly Watch _time = new();
    private readonly List<CancellationTokenSource> _pages = [];
    private readonly MasterPlaces _places;

    public MasterPlacesTests() => _places = new MasterPlaces(_time);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        _pages.ForEach(static p => p.Dispose());
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task One_application_has_half_of_them_and_each_that_comes_later_something()
    {
        var had = new List<int>();
        for (var application = 1; application <= 4; application++)
        {
            var count = 0;
            while (Ask(application) is { IsCompletedSuccessfully: true } taken)
            {
                Assert.NotNull(await taken);
                count++;
            }

            had.Add(count);
        }

        Assert.Equal(MasterPlaces.MostOfOne, had[0]);
        Assert.All(had, static n => Assert.True(n > 0));
    }

    [Fact]
    public async Task One_more_waits_its_turn_and_only_beyond_those_one_is_refused()
    {
        var held = await TakeAsync(1, MasterPlaces.MostOfOne);
        var waiting = Enumerable.Range(0, MasterPlaces.MostWaitingOfOne).Select(_ => Ask(1)).ToList();
        Assert.All(waiting, static w => Assert.False(w.IsCompleted));
        Assert.Null(await Ask(1));
        Assert.NotNull(await Ask(2)); // of another application nobody waits
        foreach (var next in waiting)
        {
            _places.Give(held.Dequeue());
            held.Enqueue((await next.Patiently())!);
        }
    }

    [Fact]
    public async Task Who_waited_for_long_enough_or_goes_away_leaves_the_turn_to_who_comes_after()
    {
        var held = await TakeAsync(1, MasterPlaces.MostOfOne);
        var gone = Ask(1);
        var patient = Ask(1);
        var next = Ask(1);
        await _pages[MasterPlaces.MostOfOne].CancelAsync();
        Assert.Null(await gone.Patiently());
        Assert.Equal(MasterPlaces.Patience, _time.Fire(1));
        Assert.Null(await patient.Patiently());
        _places.Give(held.Dequeue());
        Assert.NotNull(await next.Patiently());
    }

    /// <summary>The largest log over the slowest line may take for ever, as long as nobody wants its place.</summary>
    [Fact]
    public async Task A_page_that_takes_long_gives_way_when_somebody_waits_for_its_place_and_no_sooner()
    {
        await TakeAsync(2, 1);
        await TakeAsync(1, MasterPlaces.MostOfOne);
        _time.Now = MasterPlaces.PageTime - TimeSpan.FromSeconds(1);
        _ = Ask(1);
        Assert.All(_pages, static p => Assert.False(p.IsCancellationRequested));
        _time.Now += TimeSpan.FromSeconds(1);
        Assert.NotNull(await Ask(3));
        Assert.All(_pages, static p => Assert.False(p.IsCancellationRequested));

        // Of the application that has its share of them, one for each that comes.
        _ = Ask(1);
        Assert.Equal([1], Cut());
        _ = Ask(1);
        Assert.Equal([1, 2], Cut());

        IEnumerable<int> Cut() => Enumerable.Range(0, _pages.Count).Where(i => _pages[i].IsCancellationRequested);
    }

    private Task<MasterPlaces.Place?> Ask(int application)
    {
        var page = new CancellationTokenSource();
        _pages.Add(page);
        return _places.TakeAsync(new Core.Model.ApplicationId(1, application), page);
    }

    private async Task<Queue<MasterPlaces.Place>> TakeAsync(int application, int count)
    {
        var places = new Queue<MasterPlaces.Place>();
        for (var i = 0; i < count; i++)
        {
            places.Enqueue((await Ask(application))!);
        }

        return places;
    }

    /// <summary>A time that a test sets, and timers that it lets ring.</summary>
    private sealed class Watch : TimeProvider
    {
        private readonly List<(TimeSpan Due, Action Ring)> _timers = [];

        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _timers.Add((dueTime, () => callback(state)));
            return new Quiet();
        }

        /// <summary>Lets one ring.</summary>
        /// <returns>After what time it would have.</returns>
        public TimeSpan Fire(int number)
        {
            _timers[number].Ring();
            return _timers[number].Due;
        }

        private sealed class Quiet : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
