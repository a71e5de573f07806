using Hathi.Hdfs.Core.Model;

namespace Hathi.Simulation.Tests.Hdfs.Checks;

/// <summary>What should come of a call.</summary>
internal sealed class Outcome
{
    private Outcome()
    {
    }

    /// <summary>Nothing is said about answer and change beyond what is learnt by looking.</summary>
    public bool IsOpen { get; private init; }

    /// <summary>The refusals that are right; empty: it must be granted.</summary>
    public IReadOnlyList<HdfsError> Faults { get; private init; } = [];

    public object? Answer { get; private init; }

    /// <summary>What the tree becomes; null: it stays.</summary>
    public Action<TreeModel>? Change { get; private init; }

    /// <summary>Refused, with nothing changed.</summary>
    public static Outcome Fault(params HdfsError[] faults) => new() { Faults = faults };

    /// <summary>Granted.</summary>
    public static Outcome Done(object? answer, Action<TreeModel>? change) => new() { Answer = answer, Change = change };

    /// <summary>Depends on blocks or leases: what it did is looked up afterwards.</summary>
    public static Outcome Look() => new() { IsOpen = true };

    /// <summary>The same with a certain part.</summary>
    public static Outcome Look(Action<TreeModel> change) => new() { IsOpen = true, Change = change };
}
