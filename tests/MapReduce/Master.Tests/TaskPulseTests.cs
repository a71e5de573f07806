using Hathi.MapReduce.Engine;

namespace Hathi.MapReduce.Master.Tests;

/// <summary>What counts as an attempt that goes on.</summary>
public sealed class TaskPulseTests
{
    private readonly TaskState _state = new(null!, default!, "", null!, CancellationToken.None);

    [Fact]
    public void Nothing_new_is_no_life()
    {
        var pulse = Begun();
        Assert.False(pulse.HasGoneOn());
        Assert.False(pulse.HasGoneOn());
    }

    [Theory]
    [InlineData("progress")]
    [InlineData("bytes")]
    [InlineData("spilled")]
    [InlineData("the same status")]
    [InlineData("context")]
    [InlineData("counters that cancel out")]
    [InlineData("a value")]
    public void Each_of_these_is_seen_once(string what)
    {
        var values = new Ones();
        _state.Groups = values;
        var pulse = Begun();
        switch (what)
        {
            case "progress":
                _state.Progress = 0.5f;
                break;
            case "bytes":
                _state.Bytes++;
                break;
            case "spilled":
                _state.SpilledRecords++;
                break;
            case "the same status":
                _state.Status = "";
                break;
            case "context":
                new TaskContext(_state).Progress();
                break;
            case "counters that cancel out":
                _state.Counters["g", "up"].Increment();
                _state.Counters["g", "down"].Increment(-1);
                break;
            default:
                values.MoveNext();
                break;
        }

        Assert.True(pulse.HasGoneOn());
        Assert.False(pulse.HasGoneOn());
    }

    [Fact]
    public void A_sort_is_life_as_long_as_it_takes()
    {
        var pulse = Begun();
        _state.IsSorting = true;
        Assert.True(pulse.HasGoneOn());
        Assert.True(pulse.HasGoneOn());
        _state.IsSorting = false;
        Assert.False(pulse.HasGoneOn());
    }

    private TaskPulse Begun()
    {
        var pulse = new TaskPulse(_state);
        pulse.HasGoneOn();
        return pulse;
    }

    private sealed class Ones : GroupSource
    {
        internal override ReadOnlySpan<byte> Key => [];

        internal override ReadOnlySpan<byte> Value => [];

        internal override bool NextGroup() => true;

        internal override bool MoveNext() => ++Records > 0;
    }
}
