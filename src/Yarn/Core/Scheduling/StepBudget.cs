namespace Hathi.Yarn.Core.Scheduling;

/// <summary>
/// What one step may do for those who wait, so that no call, whatever it asks for, holds up others. What is left over stays in the agenda,
/// and the next step goes on with it: while somebody waits there is one every 20 ms. Looks that grant nothing have limits besides, by the
/// tick: who looks in vain looks again with each, and would have all of every step.
/// </summary>
internal sealed class StepBudget
{
    /// <summary>
    /// What is looked at for one application from a tick to the next without a grant. 256 kinds of a container with the
    /// <see cref="NodeIndex.MaxLooks"/> of each are fewer; those that name places may be more.
    /// </summary>
    public const int InVain = 250_000;

    /// <summary>
    /// What is looked at in vain from a tick to the next for all those whom only time brings to a look. Some milliseconds: there are
    /// calls to be served.
    /// </summary>
    public const int Again = 500_000;

    /// <summary>A container that is granted, in looks.</summary>
    private const int Grant = 100;

    // At a node, a user or a place, some ten nanoseconds each: 20,000 containers, of which a second brings more than that.
    private const int LooksOfStep = 2_000_000;

    private int _left = LooksOfStep;

    public bool IsSpent => _left <= 0;

    /// <summary>Looks since the start, without what grants cost.</summary>
    public long Looks { get; private set; }

    /// <summary>Ticks since the start.</summary>
    public long Ticks { get; private set; }

    /// <summary>A step begins.</summary>
    public void Begin() => _left = LooksOfStep;

    /// <summary>A tick has come: who has looked in vain may look again.</summary>
    public void Tick() => Ticks++;

    public void Spend(int looks)
    {
        _left -= looks;
        Looks += looks;
    }

    public void SpendGrant() => _left -= Grant;
}
