namespace Hathi.Simulation.Tests.Kit;

/// <summary>Something that happens at a time: a message (with a sender), a timer, or a call of the scenario's (with no target).</summary>
internal readonly record struct SimEvent(SimProcess? Target, int Life, SimProcess? From, object Payload);
