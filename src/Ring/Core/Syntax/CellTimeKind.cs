namespace Hathi.Ring.Core.Syntax;

/// <summary>What is asked of a cell beside its value.</summary>
public enum CellTimeKind
{
    /// <summary><c>WRITETIME</c>.</summary>
    WriteTime,

    /// <summary><c>MAXWRITETIME</c>.</summary>
    MaxWriteTime,

    /// <summary><c>TTL</c>.</summary>
    TimeToLive,
}
