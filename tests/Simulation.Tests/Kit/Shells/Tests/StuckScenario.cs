namespace Hathi.Simulation.Tests.Kit.Shells.Tests;

/// <summary>A world that does not come to an end.</summary>
internal static class StuckScenario
{
    public const string Name = "stuck";

    public static World Run(ulong seed)
    {
        using var never = new ManualResetEvent(false);
        never.WaitOne();
        throw new InvalidOperationException($"seed {seed} went on");
    }
}
