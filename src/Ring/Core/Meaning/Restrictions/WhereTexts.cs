using Hathi.Ring.Core.Meaning.Constants;
using Hathi.Ring.Core.Meaning.Terms;
using Hathi.Ring.Core.Schema;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Meaning.Restrictions;

/// <summary>What Cassandra says of a WHERE that it does not take.</summary>
internal static class WhereTexts
{
    public const string NeedsFiltering =
        "Cannot execute this query as it might involve data filtering and thus may have unpredictable performance. "
        + "If you want to execute this query despite the performance unpredictability, use ALLOW FILTERING";

    /// <summary>A column of a table.</summary>
    /// <exception cref="CqlException">It has none of this name.</exception>
    public static Column ColumnOf(TableDefinition table, string name) => table.Find(name)
        ?? throw ConstantText.Refused(
            $"Undefined column name {CqlNames.Quoted(name)} in table {CqlNames.Quoted(table.Keyspace)}.{CqlNames.Quoted(table.Name)}");

    public static string Names(IEnumerable<string> names) => string.Join(", ", names);

    /// <summary>An operator's sign.</summary>
    public static string Sign(Operator comparison) => comparison switch
    {
        Operator.Equal => "=",
        Operator.NotEqual => "!=",
        Operator.Less => "<",
        Operator.LessOrEqual => "<=",
        Operator.Greater => ">",
        Operator.GreaterOrEqual => ">=",
        Operator.In => "IN",
        Operator.Like => "LIKE",
        Operator.Contains => "CONTAINS",
        _ => "CONTAINS KEY",
    };

    /// <summary>A relation as messages show it.</summary>
    public static string Of(TupleRelation tuple) =>
        $"({Names(tuple.Columns.Select(CqlNames.Quoted))}) {Sign(tuple.Operator)} {CqlTexts.Of(tuple.Value)}";

    /// <summary>A relation as messages show it.</summary>
    public static string Of(TupleIn tuple) => $"({Names(tuple.Columns.Select(CqlNames.Quoted))}) IN "
        + (tuple.Values.Marker is { } marker ? CqlTexts.Of(marker) : $"({Names(tuple.Values.Values.Select(CqlTexts.Of))})");

    /// <summary>A relation as messages show it.</summary>
    public static string Of(ColumnRelation relation) =>
        $"{CqlNames.Quoted(relation.Column)} {Sign(relation.Operator)} {CqlTexts.Of(relation.Value)}";
}
