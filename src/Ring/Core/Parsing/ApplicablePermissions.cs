using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Parsing;

/// <summary>Which permissions mean something on a resource, and what Cassandra calls resources of its kind.</summary>
internal static class ApplicablePermissions
{
    private static readonly ImmutableArray<Permission> s_ofTable =
    [
        Permission.Alter, Permission.Drop, Permission.Select, Permission.Modify, Permission.Authorize, Permission.Unmask,
        Permission.SelectMasked,
    ];

    private static readonly ImmutableArray<Permission> s_ofTables = [Permission.Create, .. s_ofTable];
    private static readonly ImmutableArray<Permission> s_ofRole =
        [Permission.Alter, Permission.Drop, Permission.Authorize, Permission.Describe];

    private static readonly ImmutableArray<Permission> s_ofRoles = [Permission.Create, .. s_ofRole];

    private static readonly ImmutableArray<Permission> s_ofFunction =
        [Permission.Alter, Permission.Drop, Permission.Authorize, Permission.Execute];

    private static readonly ImmutableArray<Permission> s_ofFunctions = [Permission.Create, .. s_ofFunction];

    private static readonly ImmutableArray<Permission> s_ofBeans =
        [Permission.Authorize, Permission.Describe, Permission.Execute, Permission.Modify, Permission.Select];

    public static (string Kind, ImmutableArray<Permission> Permissions) Of(ResourceKind kind) => kind switch
    {
        ResourceKind.Table => ("DataResource", s_ofTable),
        ResourceKind.AllKeyspaces or ResourceKind.Keyspace or ResourceKind.AllTables => ("DataResource", s_ofTables),
        ResourceKind.Role => ("RoleResource", s_ofRole),
        ResourceKind.AllRoles => ("RoleResource", s_ofRoles),
        ResourceKind.Function => ("FunctionResource", s_ofFunction),
        ResourceKind.AllFunctions or ResourceKind.FunctionsOfKeyspace => ("FunctionResource", s_ofFunctions),
        _ => ("JMXResource", s_ofBeans),
    };
}
