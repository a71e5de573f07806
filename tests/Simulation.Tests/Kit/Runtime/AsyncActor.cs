using Hathi.Base;

namespace Hathi.Simulation.Tests.Kit.Runtime;

/// <summary>
/// An actor that talks over connections and whose work may be written as async methods. All of it runs inside the world's calls.
/// </summary>
internal abstract class AsyncActor : Actor
{
    private Exception? _failure;

    protected AsyncActor(SimProcess process, Func<long> newConnectionId)
        : base(process)
    {
        Wire = new Wire(this, process, newConnectionId);
    }

    /// <summary>Its connections.</summary>
    public Wire Wire { get; }

    /// <summary>The time as its process sees it.</summary>
    public Now Now => Process.Now;

    /// <summary>Chance of its process.</summary>
    public SeededRandom Random => Process.Random;

    /// <summary>Its process's name.</summary>
    public string Name => Process.Name;

    /// <summary>Something escaped from its work: nothing more is done in this life.</summary>
    public bool HasFailed => _failure is not null;

    public override void OnMessage(string from, object message)
    {
        Wire.Take(from, (Segment)message);
        ThrowIfFailed();
    }

    public override void OnTimer(object timer)
    {
        ((Alarm)timer).Ring();
        ThrowIfFailed();
    }

    /// <summary>The first payload of a connection that somebody else opened.</summary>
    public abstract void Accept(Connection connection, object first);

    /// <summary>Has something called once after a delay.</summary>
    public SimTimer After(long milliseconds, string what, Action action) => Process.SetTimer(milliseconds, new Alarm(what, action));

    /// <summary><see cref="After"/> in microseconds.</summary>
    public SimTimer AfterMicros(long micros, string what, Action action) => Process.SetTimerMicros(micros, new Alarm(what, action));

    /// <summary>Completes after a delay.</summary>
    public Promise<bool> Delay(long milliseconds)
    {
        var promise = new Promise<bool>();
        After(milliseconds, "delay", () => promise.Set(true));
        return promise;
    }

    /// <summary>Starts work that nobody waits for. What escapes from it fails the run, or ends the process when its disk says so.</summary>
    public void Start(Func<Task> work) => _ = ObserveAsync(work);

    /// <summary>Lets what escaped from work go on to the world.</summary>
    protected void ThrowIfFailed()
    {
        if (_failure is SimulatedCrashException)
        {
            throw new SimulatedCrashException();
        }

        if (_failure is not null)
        {
            throw new InvalidOperationException(_failure.ToString(), _failure);
        }
    }

    private async Task ObserveAsync(Func<Task> work)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            _failure ??= e;
        }
    }

    private sealed record Alarm(string What, Action Ring)
    {
        public override string ToString() => What;
    }
}
