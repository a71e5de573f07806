namespace Hathi.Base;

/// <summary>The time of one step, read once by the shell and handed to a Core as a value.</summary>
/// <param name="WallMilliseconds">Milliseconds since 1970-01-01 UTC; for what users see (modification times). May jump.</param>
/// <param name="MonotonicMilliseconds">Milliseconds since an arbitrary start; for intervals and time-outs. Never goes back.</param>
public readonly record struct Now(long WallMilliseconds, long MonotonicMilliseconds);
