namespace Hathi.Yarn.Core.Edits;

/// <summary>First byte of each edit in a log record. Numbers only grow: a format is never changed, it gets a new number.</summary>
public enum EditKind : byte
{
    EpochBegun = 1,
    ApplicationSubmitted = 2,
    AttemptStored = 3,
    AttemptFinished = 4,
    ApplicationFinished = 5,
    ApplicationRemoved = 6,
    ApplicationUpdated = 7,
    SecretKept = 8,
    NodeKnown = 9,
    NodeForgotten = 10,
}
