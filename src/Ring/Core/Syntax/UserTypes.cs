namespace Hathi.Ring.Core.Syntax;

/// <summary><c>CREATE TYPE</c>.</summary>
public sealed record CreateTypeStatement(QualifiedName Name, bool IfNotExists, ImmutableArray<FieldDefinition> Fields) : Statement;

/// <summary>A field's name and type.</summary>
public readonly record struct FieldDefinition(string Name, CqlType Type);

/// <summary><c>DROP TYPE</c>.</summary>
public sealed record DropTypeStatement(QualifiedName Name, bool IfExists) : Statement;

/// <summary><c>ALTER TYPE</c>.</summary>
public sealed record AlterTypeStatement(QualifiedName Name, bool IfExists, TypeChange Change) : Statement;

/// <summary>What becomes of a user type.</summary>
public abstract record TypeChange;

/// <summary><c>ALTER field TYPE type</c>.</summary>
public sealed record ChangeFieldType(string Field, CqlType Type) : TypeChange;

/// <summary><c>ADD field type</c>.</summary>
public sealed record AddField(bool IfNotExists, FieldDefinition Field) : TypeChange;

/// <summary><c>RENAME field TO field</c>.</summary>
public sealed record RenameFields(bool IfExists, ImmutableArray<Renaming> Names) : TypeChange;
