namespace Hathi.Ring.Core.Syntax;

/// <summary>On what permissions are given.</summary>
public enum ResourceKind
{
    /// <summary><c>ALL KEYSPACES</c>.</summary>
    AllKeyspaces,

    /// <summary><c>KEYSPACE name</c>.</summary>
    Keyspace,

    /// <summary><c>ALL TABLES IN KEYSPACE name</c>.</summary>
    AllTables,

    /// <summary><c>TABLE name</c>.</summary>
    Table,

    /// <summary><c>ALL ROLES</c>.</summary>
    AllRoles,

    /// <summary><c>ROLE name</c>.</summary>
    Role,

    /// <summary><c>ALL FUNCTIONS</c>.</summary>
    AllFunctions,

    /// <summary><c>ALL FUNCTIONS IN KEYSPACE name</c>.</summary>
    FunctionsOfKeyspace,

    /// <summary><c>FUNCTION name(types)</c>.</summary>
    Function,

    /// <summary><c>ALL MBEANS</c>.</summary>
    AllBeans,

    /// <summary><c>MBEAN name</c>.</summary>
    Bean,

    /// <summary><c>MBEANS pattern</c>.</summary>
    Beans,
}
