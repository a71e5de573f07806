namespace Hathi.Yarn.Core.Scheduling;

/// <summary>
/// What one step may do for those who wait, so that no call, whatever it asks for, holds up others. What is left over stays in the agenda,
/// and the next step goes on with it: while somebody waits there is one every 20 ms.
/// </summary>
internal sealed class StepBudget
{
    /// <summary>A container that is granted, in looks.</summary>
    public const int Grant = 100;

    // At a node, a user or a place, some ten nanoseconds each: 20,000 containers, of which a second brings more than that.
    private const int Looks = 2_000_000;

    private int _left = Looks;

    public bool IsSpent => _left <= 0;

    /// <summary>A step begins.</summary>
    public void Begin() => _left = Looks;

    public void Spend(int looks) => _left -= looks;
}
