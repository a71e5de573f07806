namespace Hathi.Ring.Core.Syntax;

/// <summary><c>name = value</c> behind WITH: the value is a constant, or a map of them.</summary>
public sealed record Property(string Name, Literal? Value, ImmutableArray<PropertyEntry> Map);

/// <summary>Key and value of a property that is a map.</summary>
public readonly record struct PropertyEntry(Literal Key, Literal Value);

/// <summary><c>CREATE KEYSPACE</c>.</summary>
public sealed record CreateKeyspaceStatement(string Name, bool IfNotExists, ImmutableArray<Property> Properties) : Statement;

/// <summary><c>ALTER KEYSPACE</c>.</summary>
public sealed record AlterKeyspaceStatement(string Name, bool IfExists, ImmutableArray<Property> Properties) : Statement;

/// <summary><c>DROP KEYSPACE</c>.</summary>
public sealed record DropKeyspaceStatement(string Name, bool IfExists) : Statement;
