using Hathi.Ring.Core.Parsing;
using Hathi.Ring.Core.Printing;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Tests.Parsing;

/// <summary>Which words are names as well, and where.</summary>
public sealed class KeywordTests
{
    /// <summary>Of what Cassandra's documentation calls reserved, in its appendix of keywords, and of its resource of them.</summary>
    private const string Reserved =
        "ADD ALLOW ALTER AND APPLY ASC AUTHORIZE BATCH BEGIN BY COLUMNFAMILY CREATE DELETE DESC DESCRIBE DROP ENTRIES EXECUTE "
        + "FROM FULL GRANT IF IN INDEX INFINITY INSERT INTO IS KEYSPACE LIMIT MATERIALIZED MODIFY NAN NORECURSIVE NOT NULL OF ON "
        + "OR ORDER PRIMARY RENAME REVOKE SCHEMA SELECT SET TABLE TO TOKEN TRUNCATE UNLOGGED UPDATE USE USING VIEW WHERE WITH";

    private const string Unreserved =
        "ACCESS AGGREGATE AGGREGATES ALL ANN AS ASCII BIGINT BLOB BOOLEAN CALLED CAST CIDRS CLUSTER CLUSTERING COMPACT CONTAINS "
        + "COUNT COUNTER CUSTOM DATACENTERS DATE DECIMAL DEFAULT DISTINCT DOUBLE DURATION EXISTS FILTERING FINALFUNC FLOAT FROZEN "
        + "FUNCTION FUNCTIONS GROUP HASHED IDENTITY INET INITCOND INPUT INT INTERNALS JSON KEY KEYS KEYSPACES LANGUAGE LIKE LIST "
        + "LOGIN MAP MASKED MAXWRITETIME MBEAN "
        + "MBEANS NOLOGIN NOSUPERUSER ONLY OPTIONS PARTITION PASSWORD PER PERMISSION PERMISSIONS REPLACE RETURNS ROLE ROLES SELECT_MASKED "
        + "SFUNC SMALLINT STATIC STORAGE STYPE SUPERUSER TABLES COLUMNFAMILIES TEXT TIME TIMESTAMP TIMEUUID TINYINT TRIGGER TTL TUPLE TYPE "
        + "TYPES UNMASK UNSET USER USERS UUID VALUES VARCHAR VARINT VECTOR WRITETIME";

    public static TheoryData<string> OfReserved => [.. Reserved.Split(' ')];

    public static TheoryData<string> OfUnreserved => [.. Unreserved.Split(' ')];

    [Theory]
    [MemberData(nameof(OfReserved))]
    public void A_reserved_word_is_a_name_in_quotes_only(string word)
    {
        var name = word.ToLowerInvariant();
        Assert.Throws<CqlException>(() => CqlParser.Parse($"CREATE TABLE t ({word} int PRIMARY KEY)"));
        Assert.Throws<CqlException>(() => CqlParser.Parse($"SELECT * FROM {word}"));
        Assert.Throws<CqlException>(() => CqlParser.Parse($"SELECT * FROM t WHERE {word} = 1"));
        AssertNamed(name, $"CREATE TABLE t (\"{name}\" int PRIMARY KEY)");
    }

    [Theory]
    [MemberData(nameof(OfUnreserved))]
    public void Another_word_is_a_name_in_any_case(string word)
    {
        var name = word.ToLowerInvariant();
        AssertNamed(name, $"CREATE TABLE t ({word} int PRIMARY KEY)");
        AssertNamed(name, $"CREATE TABLE t ({name} int PRIMARY KEY)");
        Assert.Equal(name, Assert.IsType<SelectStatement>(CqlParser.Parse($"SELECT * FROM {word}.{word}").Statement).From.Keyspace);
        var select = Assert.IsType<SelectStatement>(CqlParser.Parse($"SELECT {word} FROM t WHERE {word} = 1").Statement);
        Assert.Equal(new ColumnReference(name), select.Selectors[0].Of);
        Assert.Equal(name, Assert.IsType<ColumnRelation>(select.Where[0]).Column);
        Assert.Equal([name], CqlParser.Parse($"SELECT * FROM t WHERE k = :{word}").Markers);
    }

    private static void AssertNamed(string name, string text)
    {
        var table = Assert.IsType<CreateTableStatement>(CqlParser.Parse(text).Statement);
        Assert.Equal(name, table.Columns[0].Name);
        var again = Assert.IsType<CreateTableStatement>(CqlParser.Parse(CqlPrinter.Print(table)).Statement);
        Assert.Equal(name, again.Columns[0].Name);
    }
}
