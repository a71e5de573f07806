namespace Hathi.Lab;

/// <summary>What happens while a lab starts or stops, for a display.</summary>
/// <param name="Node">The node.</param>
/// <param name="Kind">What happened to it.</param>
/// <param name="Elapsed">Since the command began.</param>
public readonly record struct LabEvent(string Node, LabEventKind Kind, TimeSpan Elapsed);

/// <summary>Kinds of <see cref="LabEvent"/>.</summary>
public enum LabEventKind
{
    /// <summary>Its process was started.</summary>
    Started,

    /// <summary>It says that it serves.</summary>
    Ready,

    /// <summary>Its process has ended.</summary>
    Stopped,
}
