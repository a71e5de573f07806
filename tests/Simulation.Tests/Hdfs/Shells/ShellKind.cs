using Hathi.Base;
using Hathi.Simulation.Tests.Kit;

namespace Hathi.Simulation.Tests.Hdfs.Shells;

/// <summary>
/// A kind of world with shells beside that of <see cref="ShellScenario"/>: its cluster is such that nothing hides one sort of mistake. Made
/// for one world.
/// </summary>
internal abstract class ShellKind
{
    private static readonly Dictionary<string, Func<ShellKind?>> s_kinds = new(StringComparer.Ordinal)
    {
        [ShellScenario.Name] = static () => null,
        [LoneReplicas.Name] = static () => new LoneReplicas(),
        [SilentHolders.Name] = static () => new SilentHolders(),
        [DeafNeighbours.Name] = static () => new DeafNeighbours(),
        [ScannedDisks.Name] = static () => new ScannedDisks(),
        [ReplacedDisks.Name] = static () => new ReplacedDisks(),
        [WorseTimes.Name] = static () => new WorseTimes(),
    };

    /// <summary>Runs seeds of a kind of world by its name; with ", " and a mistake behind it the program makes that.</summary>
    public static Func<ulong, World> Scenario(string name)
    {
        var parts = name.Split(", ");
        var mutant = parts.Length == 1 ? HdfsMutant.None : Enum.Parse<HdfsMutant>(parts[1]);
        var make = s_kinds[parts[0]];
        return seed => ShellScenario.Run(seed, mutant, make());
    }

    /// <summary>Replicas go for good: what cannot be read for a while, and counts as damaged from then on, would be one too many.</summary>
    public virtual bool TakesReplicas => false;

    /// <summary>What a seed makes of the cluster.</summary>
    public abstract HdfsSettings Settings(SeededRandom random);

    /// <summary>The cluster's processes are there.</summary>
    public virtual void Begin(ShellScenario scenario)
    {
    }

    /// <summary>One fault, while clients work.</summary>
    public abstract void Strike(ShellScenario scenario);

    /// <summary>There are no more faults.</summary>
    public virtual void End(ShellScenario scenario)
    {
    }

    /// <summary>No client works any more, nothing fails, and all is in order, as it must be again afterwards.</summary>
    public virtual void InOrder(ShellScenario scenario)
    {
    }
}
