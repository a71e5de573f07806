namespace Hathi.Ring.Core.Syntax;

/// <summary><c>DESCRIBE</c>.</summary>
/// <param name="Kind">Of what.</param>
/// <param name="Name">Which one. Of a keyspace the name alone; without one the keyspace in use.</param>
/// <param name="WithInternals"><c>WITH INTERNALS</c>: with ids and what was dropped.</param>
public sealed record DescribeStatement(DescribeKind Kind, QualifiedName? Name, bool WithInternals) : Statement;
