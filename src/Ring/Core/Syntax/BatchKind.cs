namespace Hathi.Ring.Core.Syntax;

/// <summary>How a batch is kept together.</summary>
public enum BatchKind
{
    /// <summary>Wholly, sooner or later.</summary>
    Logged,

    /// <summary>Only within a partition.</summary>
    Unlogged,

    /// <summary>Of counters.</summary>
    Counter,
}
