using Hathi.Base.Cores;

namespace Hathi.Base.Tests.Cores;

/// <summary>What a step of any Core may count on.</summary>
public sealed class StepContextTests
{
    private const int MaxRecordBytes = 5;
    private readonly Counter _counter = new();
    private readonly CounterContext _context;
    private readonly EditTable<Counter> _edits = new EditTable<Counter>("the counter").Add<Added>(1);

    public StepContextTests()
    {
        _context = new CounterContext(_counter);
        _context.Begin(new Now(1, 2));
    }

    [Fact]
    public void What_a_step_changed_comes_before_what_tells_of_it_and_gives_the_same_again()
    {
        var effects = new List<Effect> { Effect.Reply("earlier") };
        _context.Commit(new Added(3));
        _context.Commit(new Added(4));
        _context.Note("seven");
        effects.Add(Effect.Reply("now"));
        _context.Flush(effects, 1);
        Assert.Equal([EffectKind.Reply, EffectKind.AppendEdit, EffectKind.Note, EffectKind.Reply], effects.Select(static e => e.Kind));
        var follower = new Counter();
        var reader = new RecordReader(effects[1].Record.Span, "the counter", names: null);
        _edits.Replay(follower, ref reader);
        Assert.Equal((7, 7), (_counter.Count, follower.Count));
    }

    [Fact]
    public void Whether_anything_was_changed_is_known_at_any_time()
    {
        Assert.True(_context.IsUnchanged);
        _context.Note("nothing");
        Assert.True(_context.IsUnchanged);
        _context.Commit(new Added(1));
        Assert.False(_context.IsUnchanged);
        _context.Begin(new Now(2, 3));
        Assert.True(_context.IsUnchanged);
        _context.Changing();
        Assert.False(_context.IsUnchanged);
    }

    /// <summary>A step that failed is none of the next one's.</summary>
    [Fact]
    public void What_a_step_that_failed_left_behind_is_dropped()
    {
        _context.Commit(new Added(1));
        _context.Note("lost");
        _context.Begin(new Now(2, 3));
        var effects = new List<Effect>();
        _context.Flush(effects, 0);
        Assert.Empty(effects);
    }

    [Fact]
    public void An_edit_that_is_refused_when_it_is_applied_is_a_fault_of_ours() =>
        Assert.IsType<Refused>(Assert.Throws<InvalidOperationException>(() => _context.Commit(new Added(-1))).InnerException);

    [Fact]
    public void A_record_that_could_not_be_replayed_is_not_written()
    {
        for (var i = 0; i <= MaxRecordBytes / 2; i++)
        {
            _context.Commit(new Added(1));
        }

        Assert.Throws<InvalidOperationException>(() => _context.Flush([], 0));
    }

    [Fact]
    public void An_edit_of_an_unknown_kind_is_damage() => Assert.Throws<FormatException>(() =>
    {
        var reader = new RecordReader([1, 2, 9], "the counter", names: null);
        _edits.Replay(_counter, ref reader);
    });

    [Fact]
    public void Who_leads_follows_nobody()
    {
        Assert.Equal(CoreRole.Loading, _counter.Role);
        _counter.Follow("A counter");
        Assert.Equal((CoreRole.Following, false), (_counter.Role, _counter.IsLeading));
        _counter.Lead();
        Assert.True(_counter.IsLeading);
        var fault = Assert.Throws<InvalidOperationException>(() => _counter.Follow("A counter"));
        Assert.StartsWith("A counter that serves", fault.Message, StringComparison.Ordinal);
    }

    private sealed class Counter : CoreState
    {
        public long Count { get; set; }
    }

    private sealed class CounterContext(Counter counter) : StepContext<Counter>(counter, MaxRecordBytes, StepNotes.Limit);

    private sealed class Refused(string message) : CoreFault(message);

    private readonly struct Added(long count) : IEdit<Added, Counter>
    {
        public static Added Read(ref RecordReader reader) => new(reader.Signed());

        public void Write(RecordWriter writer)
        {
            writer.Byte(1);
            writer.Signed(count);
        }

        public void Apply(Counter state) => state.Count += count >= 0 ? count : throw new Refused("less than nothing");
    }
}
