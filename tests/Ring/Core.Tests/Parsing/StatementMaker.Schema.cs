namespace Hathi.Ring.Core.Tests.Parsing;

/// <content>What makes and changes a schema, and roles.</content>
internal sealed partial class StatementMaker
{
    private string Schema() => _random.Next(16) switch
    {
        0 => $"CREATE KEYSPACE{IfNotExists()} {Name()} WITH {Properties()}",
        1 => $"ALTER KEYSPACE{IfExists()} {Name()} WITH {Properties()}",
        2 or 3 => CreateTable(),
        4 or 5 => $"ALTER TABLE{IfExists()} {Table()} {TableChange()}",
        6 => $"CREATE TYPE{IfNotExists()} {UserType()} ({Several(Field)}{Maybe(",")})",
        7 => $"ALTER TYPE{IfExists()} {UserType()} {TypeChange()}",
        8 => $"CREATE {Maybe("CUSTOM ")}INDEX{IfNotExists()} {Maybe(() => Name() + " ")}ON {Table()} ("
            + Maybe(() => Several(Target), 0.9) + ")" + Maybe(" USING 'sai'") + Maybe(() => " WITH " + Properties()),
        9 => $"CREATE MATERIALIZED VIEW{IfNotExists()} {Table()} AS SELECT {One("*", Several(Selector))} FROM {Table()}"
            + $"{Maybe(() => Where())} {PrimaryKey()}" + Maybe(() => " WITH CLUSTERING ORDER BY (a ASC) AND " + Properties()),
        10 => $"ALTER MATERIALIZED VIEW{IfExists()} {Table()} WITH {Properties()}",
        11 => One(
            $"CREATE TRIGGER{IfNotExists()} {Name()} ON {Table()} USING 'org.T'", $"USE {Name()}", $"TRUNCATE {Maybe("TABLE ")}{Table()}"),
        12 => CreateFunction(),
        13 => $"CREATE {Maybe("OR REPLACE ")}AGGREGATE{IfNotExists()} {Function()}({Maybe(() => Several(Type))}) SFUNC f STYPE {Type()}"
            + Maybe(" FINALFUNC \"G\"") + Maybe(() => " INITCOND " + Term()),
        14 => Drop(),
        _ => Describe(),
    };

    private string Properties() => string.Join(" AND ", new[] { "comment", "gc_grace_seconds", "compaction", "\"Odd\"" }
        .Take(_random.Next(1, 5))
        .Select(name => $"{name} = {One("'text'", "10", "0.5", "true", "all", "{}", "{'class': 'X', 'n': 3}")}"));

    private string UserType() => Maybe(() => Name() + ".") + PlainName();

    private string Field() => $"{Name()} {Type()}";

    private string Column() => $"{Name()} {Type()}{Maybe(" STATIC", 0.1)}"
        + Maybe(() => " MASKED WITH " + One("DEFAULT", "mask_inner(1, null)", "system.mask_hash()"), 0.1);

    private string PrimaryKey() => "PRIMARY KEY (" + One(Name(), $"({Several(Name)})") + Maybe(() => ", " + Several(Name)) + ")";

    private string CreateTable() =>
        $"CREATE {One("TABLE", "COLUMNFAMILY")}{IfNotExists()} {Table()} ({One($"{Field()} PRIMARY KEY", Several(Column))}"
        + Maybe(() => ", " + PrimaryKey()) + ")"
        + Maybe(() => " WITH " + One(
            Properties(), $"CLUSTERING ORDER BY ({Name()} DESC, b ASC) AND {Properties()}", "COMPACT STORAGE",
            "COMPACT STORAGE AND a = 1"));

    private string TableChange() => _random.Next(6) switch
    {
        0 => $"ALTER {Name()} TYPE {Type()}",
        1 => $"ALTER{IfExists()} {Name()} {One("DROP MASKED", "MASKED WITH DEFAULT")}",
        2 => $"ADD{IfNotExists()} {One(Column(), $"({Several(Column)})")}",
        3 => $"DROP{IfExists()} {One(Name(), $"({Several(Name)})")}{Maybe(" USING TIMESTAMP 12")}",
        4 => $"RENAME{IfExists()} {Several(() => $"{Name()} TO {Name()}", 2, " AND ")}",
        _ => One("DROP COMPACT STORAGE", $"WITH {Properties()}"),
    };

    private string TypeChange() => One(
        $"ALTER {Name()} TYPE {Type()}", $"ADD{IfNotExists()} {Field()}",
        $"RENAME{IfExists()} {Several(() => $"{Name()} TO {Name()}", 2, " AND ")}");

    private string Target() => One(Name(), $"{One("KEYS", "VALUES", "ENTRIES", "FULL")}({Name()})");

    private string CreateFunction() =>
        $"CREATE {Maybe("OR REPLACE ")}FUNCTION{IfNotExists()} {Function()}({Maybe(() => Several(Field))}) "
        + $"{One("CALLED", "RETURNS NULL")} ON NULL INPUT RETURNS {Type()} LANGUAGE Java AS "
        + One("$$return 1;$$", "'return ''a'';'", "'a$'");

    private string Drop() => "DROP " + One(
        $"KEYSPACE{IfExists()} {Name()}", $"TABLE{IfExists()} {Table()}", $"INDEX{IfExists()} {Table()}",
        $"TYPE{IfExists()} {UserType()}", $"MATERIALIZED VIEW{IfExists()} {Table()}",
        $"FUNCTION{IfExists()} {Function()}{Maybe(() => $"({Several(Type)})")}",
        $"AGGREGATE{IfExists()} {Function()}{Maybe("()")}", $"TRIGGER{IfExists()} {Name()} ON {Table()}", $"ROLE{IfExists()} {Role()}",
        $"USER{IfExists()} {User()}", $"IDENTITY{IfExists()} {User()}");

    private string Describe() => One("DESCRIBE ", "DESC ") + One(
        "CLUSTER", "SCHEMA", "FULL SCHEMA", "KEYSPACES", "KEYSPACE", $"KEYSPACE {Name()}", $"ONLY KEYSPACE {Name()}", "TABLES",
        $"TABLE {Table()}", $"INDEX {Table()}", $"MATERIALIZED VIEW {Table()}", "TYPES", $"TYPE {UserType()}", "FUNCTIONS",
        $"FUNCTION {Function()}", "AGGREGATES", $"AGGREGATE {Function()}", PlainName(),
        $"{PlainName()}.{PlainName()}", "k_1.tables") + Maybe(" WITH INTERNALS");

    private string Role() => One("alice", "\"Bob\"", "'carol'", "Dave", "key", "role");

    private string User() => One("alice", "'Bob'", "Dave");

    private string Roles() => _random.Next(8) switch
    {
        0 => $"CREATE ROLE{IfNotExists()} {Role()}{Maybe(() => " WITH " + RoleOptions())}",
        1 => $"ALTER ROLE{IfExists()} {Role()}{Maybe(() => " WITH " + RoleOptions())}",
        2 => $"{One($"CREATE USER{IfNotExists()}", $"ALTER USER{IfExists()}")} {User()}{Maybe(" WITH PASSWORD 'p'")}"
            + One("", " SUPERUSER", " NOSUPERUSER"),
        3 => One($"GRANT {Role()} TO {Role()}", $"REVOKE {Role()} FROM {Role()}"),
        4 => $"GRANT {Permissions()} ON {Resource()} TO {Role()}",
        5 => $"REVOKE {Permissions()} ON {Resource()} FROM {Role()}",
        6 => $"LIST {Permissions()}{Maybe(() => " ON " + Resource())}{Maybe(() => " OF " + Role())}{Maybe(" NORECURSIVE")}",
        _ => One(
            $"LIST ROLES{Maybe(() => " OF " + Role())}{Maybe(" NORECURSIVE")}", "LIST USERS",
            $"ADD IDENTITY{IfNotExists()} 'id' TO ROLE {User()}"),
    };

    private string RoleOptions() => string.Join(" AND ", new[]
    {
        One("PASSWORD = 'p'", "HASHED PASSWORD = '$2a$x'"), "SUPERUSER = true", "LOGIN = FALSE", "OPTIONS = {'a': 1}",
        One("ACCESS TO ALL DATACENTERS", "ACCESS TO DATACENTERS {'a', 'b'}"), One("ACCESS FROM ALL CIDRS", "ACCESS FROM CIDRS {'a'}"),
    }.Skip(_random.Next(6)));

    // One of them means something on each resource.
    private string Permissions() => One(
        "ALL", "ALL PERMISSIONS", "AUTHORIZE", "SELECT, AUTHORIZE PERMISSION", "UNMASK, SELECT_MASKED, AUTHORIZE", "AUTHORIZE, EXECUTE");

    private string Resource() => One(
        "ALL KEYSPACES", $"KEYSPACE {Name()}", $"TABLE {Table()}", PlainName(), $"ALL TABLES IN KEYSPACE {Name()}", "ALL ROLES",
        $"ROLE {Role()}", "ALL FUNCTIONS", $"ALL FUNCTIONS IN KEYSPACE {Name()}",
        $"FUNCTION {PlainName()}.now({Maybe(() => Several(Type))})", "ALL MBEANS", "MBEAN 'a:b=c'", "MBEANS 'a:*'");
}
