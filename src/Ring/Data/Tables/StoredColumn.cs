using Hathi.Ring.Data.Types;

namespace Hathi.Ring.Data.Tables;

/// <summary>
/// A column whose cells are stored. One that was dropped and comes back under its name has another id, so that what it held before is not
/// seen again.
/// </summary>
/// <param name="Id">From 1; never used again in its table.</param>
/// <param name="Type">Of its values.</param>
/// <param name="IsStatic">One value a partition.</param>
/// <param name="IsMultiCell">A collection or user type that is not frozen: a cell an element.</param>
public sealed record StoredColumn(int Id, CqlType Type, bool IsStatic, bool IsMultiCell);

/// <summary>A clustering column.</summary>
/// <param name="Type">Of its values.</param>
/// <param name="IsDescending">Whether larger values come first.</param>
public readonly record struct ClusteringColumn(CqlType Type, bool IsDescending);
