using Hathi.Base;
using Hathi.Base.Cores;
using Hathi.Engine;
using Hathi.Hadoop.Rpc.Server;
using Hathi.Log;
using Microsoft.Extensions.Logging;

namespace Hathi.Rpc.Tests.Engine;

/// <summary>What the core under test is asked for.</summary>
/// <param name="Kind">What to do.</param>
internal sealed record CountingInput(CountingInput.Kinds Kind) : IAsk<long>
{
    public enum Kinds
    {
        Tick,
        Add,
        Read,
        FailBefore,
        FailInside,
        Hold,
        ReadTicks,
    }
}

/// <summary>A core that counts, and that fails when it is told to.</summary>
internal sealed class CountingCore : ICore<CountingInput, Effect>
{
    public long Count { get; set; }

    public long Ticks { get; private set; }

    /// <summary>Called in the step of a call that is to last.</summary>
    public Action OnHold { get; set; } = static () => { };

    public bool IsUnchanged { get; private set; }

    public void Step(Now now, CountingInput input, List<Effect> effects)
    {
        IsUnchanged = true;
        switch (input.Kind)
        {
            case CountingInput.Kinds.FailBefore:
                throw new InvalidOperationException("before");
            case CountingInput.Kinds.FailInside:
                IsUnchanged = false;
                Count++;
                throw new InvalidOperationException("inside");
            case CountingInput.Kinds.Add:
                IsUnchanged = false;
                Count++;
                effects.Add(Effect.AppendEdit(new byte[] { 1 }));
                break;
            case CountingInput.Kinds.Tick:
                Ticks++;
                break;
            case CountingInput.Kinds.Hold:
                OnHold();
                break;
        }

        effects.Add(Effect.Reply(input.Kind == CountingInput.Kinds.ReadTicks ? Ticks : Count));
    }
}

/// <summary>Its engine.</summary>
internal sealed class CountingEngine(CountingCore core, DurableLog log, ILogger nodeLog)
    : CoreEngine<CountingInput>(
        core, log, new StoppedClock(), nodeLog, "counter", new CountingInput(CountingInput.Kinds.Tick), RpcCallSource.Instance)
{
    public ValueTask<long> AskAsync(CountingInput.Kinds kind) => AskAsync(new CountingInput(kind));

    protected override string CallerOf(CountingInput input) => "alice at 10.0.0.7";

    protected override Exception Refusal(CoreFault fault) => fault;

    private sealed class StoppedClock : IClock
    {
        public Now Read() => new(1_700_000_000_000, 1_000);
    }
}

/// <summary>How it is kept: as its number; a record adds one.</summary>
internal sealed class CountingImages : ICoreImages<CountingCore>
{
    /// <summary>Called before a piece is written.</summary>
    public Action OnWrite { get; set; } = static () => { };

    /// <summary>Called before a snapshot is read, and before a record is replayed.</summary>
    public Action OnRead { get; set; } = static () => { };

    public CountingCore Empty() => new();

    public void Write(CountingCore core, Stream stream)
    {
        OnWrite();
        stream.Write(BitConverter.GetBytes(core.Count));
    }

    public void Read(Stream snapshot, CountingCore state)
    {
        OnRead();
        var bytes = new byte[sizeof(long)];
        snapshot.ReadExactly(bytes);
        state.Count = BitConverter.ToInt64(bytes);
    }

    public void Replay(CountingCore state, ReadOnlySpan<byte> record)
    {
        OnRead();
        if (record is not [1])
        {
            throw new FormatException($"it begins with {record[0]}, which adds nothing.");
        }

        state.Count++;
    }
}
