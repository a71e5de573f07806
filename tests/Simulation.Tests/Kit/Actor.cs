namespace Hathi.Simulation.Tests.Kit;

/// <summary>
/// What runs in a simulated process: made anew at each start, forgotten at a crash; what survives is on its disk. It is only ever called by
/// the world, one call at a time, and reaches out only through its <see cref="SimProcess"/>.
/// </summary>
public abstract class Actor(SimProcess process)
{
    /// <summary>The process it lives in.</summary>
    protected SimProcess Process { get; } = process;

    /// <summary>Called once, right after it was made.</summary>
    public virtual void OnStart()
    {
    }

    /// <summary>A message arrived.</summary>
    public abstract void OnMessage(string from, object message);

    /// <summary>A timer that it set went off.</summary>
    public virtual void OnTimer(object timer)
    {
    }

    /// <summary>Its process has ended: nothing that it does any more has an effect.</summary>
    public virtual void OnEnd()
    {
    }
}
