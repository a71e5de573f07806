namespace Hathi.Ring.Core.Syntax;

/// <summary><c>GRANT permissions ON resource TO role</c>; no permissions mean ALL.</summary>
public sealed record GrantPermissionsStatement(ImmutableArray<Permission> Permissions, Resource On, string To) : Statement;

/// <summary><c>REVOKE permissions ON resource FROM role</c>; no permissions mean ALL.</summary>
public sealed record RevokePermissionsStatement(ImmutableArray<Permission> Permissions, Resource On, string From) : Statement;

/// <summary><c>LIST permissions ON resource OF role NORECURSIVE</c>; no permissions mean ALL.</summary>
public sealed record ListPermissionsStatement(ImmutableArray<Permission> Permissions, Resource? On, string? Of, bool IsRecursive)
    : Statement;

/// <summary>On what a permission is given. Which of the fields says something follows from the kind.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">A table or function with its keyspace; of a keyspace or role the name alone, of a bean its pattern.</param>
/// <param name="Arguments">Types of a function's arguments.</param>
public sealed record Resource(ResourceKind Kind, QualifiedName? Name, ImmutableArray<CqlType> Arguments);
