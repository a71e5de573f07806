namespace Hathi.Ring.Core.Syntax;

/// <summary>What a role gets; what is null is not said.</summary>
public sealed record RoleOptions
{
    /// <summary>In plain text.</summary>
    public string? Password { get; init; }

    /// <summary>As bcrypt has it.</summary>
    public string? HashedPassword { get; init; }

    /// <summary>May do everything.</summary>
    public bool? IsSuperuser { get; init; }

    /// <summary>May open a connection.</summary>
    public bool? MayLogin { get; init; }

    /// <summary><c>OPTIONS = {…}</c>, of a role manager of one's own.</summary>
    public ImmutableArray<PropertyEntry>? Options { get; init; }

    /// <summary><c>ACCESS TO DATACENTERS {…}</c>; empty for all.</summary>
    public ImmutableArray<string>? DataCenters { get; init; }

    /// <summary><c>ACCESS FROM CIDRS {…}</c>; empty for all.</summary>
    public ImmutableArray<string>? Cidrs { get; init; }
}

/// <summary><c>CREATE ROLE</c>.</summary>
public sealed record CreateRoleStatement(string Name, bool IfNotExists, RoleOptions Options) : Statement;

/// <summary><c>ALTER ROLE</c>.</summary>
public sealed record AlterRoleStatement(string Name, bool IfExists, RoleOptions Options) : Statement;

/// <summary><c>DROP ROLE</c>.</summary>
public sealed record DropRoleStatement(string Name, bool IfExists) : Statement;

/// <summary><c>CREATE USER</c>: a role that may log in, by an older name.</summary>
public sealed record CreateUserStatement(string Name, bool IfNotExists, RoleOptions Options) : Statement;

/// <summary><c>ALTER USER</c>.</summary>
public sealed record AlterUserStatement(string Name, bool IfExists, RoleOptions Options) : Statement;

/// <summary><c>DROP USER</c>.</summary>
public sealed record DropUserStatement(string Name, bool IfExists) : Statement;

/// <summary><c>ADD IDENTITY</c>: who shows such a certificate is that role.</summary>
public sealed record AddIdentityStatement(string Identity, bool IfNotExists, string Role) : Statement;

/// <summary><c>DROP IDENTITY</c>.</summary>
public sealed record DropIdentityStatement(string Identity, bool IfExists) : Statement;

/// <summary><c>LIST ROLES OF role NORECURSIVE</c>.</summary>
public sealed record ListRolesStatement(string? Of, bool IsRecursive) : Statement;

/// <summary><c>LIST USERS</c>.</summary>
public sealed record ListUsersStatement : Statement;

/// <summary><c>GRANT role TO grantee</c>.</summary>
public sealed record GrantRoleStatement(string Role, string To) : Statement;

/// <summary><c>REVOKE role FROM revokee</c>.</summary>
public sealed record RevokeRoleStatement(string Role, string From) : Statement;
