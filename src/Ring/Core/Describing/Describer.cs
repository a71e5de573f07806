using Hathi.Ring.Core.Schema;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Describing;

/// <summary>
/// Answers DESCRIBE out of a schema, so that what it says makes the same again: what cqlsh shows, and what is piped into another cluster.
/// Source: Apache <c>DescribeStatement</c>, compared with what Cassandra 5.0.6 answers.
/// </summary>
/// <param name="schema">What is described.</param>
/// <param name="current">The connection's keyspace; null: none.</param>
/// <param name="view">The cluster.</param>
public sealed class Describer(RingSchema schema, string? current, RingView view)
{
    private readonly Elements _elements = new(schema);

    /// <summary>The answer.</summary>
    /// <exception cref="CqlException">There is no such thing.</exception>
    public Description Describe(DescribeStatement statement) => statement.Kind switch
    {
        DescribeKind.Cluster => ClusterText.Of(view, current is null ? null : schema.FindKeyspace(current)),
        DescribeKind.Schema => Texts(statement, _elements.Keyspaces.Where(static k => !k.IsSystem), withContent: true),
        DescribeKind.FullSchema => Texts(statement, _elements.Keyspaces, withContent: true),
        DescribeKind.Keyspaces => DescribedRows.Names(_elements.Keyspaces.Select(Elements.Of)),
        DescribeKind.Keyspace => Texts(statement, [KeyspaceOf(statement.Name?.Name)], withContent: true),
        DescribeKind.OnlyKeyspace => Texts(statement, [KeyspaceOf(statement.Name?.Name)], withContent: false),
        DescribeKind.Tables => DescribedRows.Names(Listed().SelectMany(Elements.TablesOf).Select(Elements.Of)),
        DescribeKind.Types => DescribedRows.Names(Listed().SelectMany(Elements.TypesOf).Select(Elements.Of)),
        DescribeKind.Functions or DescribeKind.Aggregates => DescribedRows.Names([]),
        DescribeKind.Table => TableOf(statement, Named(statement)),
        DescribeKind.Type => TypeOf(Named(statement)),
        DescribeKind.Index => throw Missing(statement, static (k, n) => $"Table for existing index '{n}' not found in '{k}'"),
        DescribeKind.View => throw Missing(statement, static (k, n) => $"Materialized view '{n}' not found in '{k}'"),
        DescribeKind.Function => throw Missing(statement, static (k, n) => $"User defined function '{n}' not found in '{k}'"),
        DescribeKind.Aggregate => throw Missing(statement, static (k, n) => $"User defined aggregate '{n}' not found in '{k}'"),
        _ => Anything(statement, Named(statement)),
    };

    private static QualifiedName Named(DescribeStatement statement) =>
        statement.Name ?? throw new InvalidOperationException($"DESCRIBE {statement.Kind} without a name");

    private static Description Texts(DescribeStatement statement, IEnumerable<Keyspace> keyspaces, bool withContent) =>
        DescribedRows.Texts(keyspaces.SelectMany(k => Elements.TextsOf(k, withContent, statement.WithInternals)));

    // Without a keyspace in use those of all are listed.
    private IEnumerable<Keyspace> Listed() => current is null ? _elements.Keyspaces : [KeyspaceOf(current)];

    private Keyspace KeyspaceOf(string? name)
    {
        var wanted = name ?? current ?? throw Invalid("No keyspace specified and no current keyspace");
        return schema.FindKeyspace(wanted) ?? throw Invalid($"'{wanted}' not found in keyspaces");
    }

    private Description TableOf(DescribeStatement statement, QualifiedName name)
    {
        var keyspace = KeyspaceOf(name.Keyspace);
        var table = keyspace.FindTable(name.Name) ?? throw Invalid($"Table '{name.Name}' not found in keyspace '{keyspace.Name}'");
        return DescribedRows.Texts([Elements.TextOf(table, statement.WithInternals)]);
    }

    private Description TypeOf(QualifiedName name)
    {
        var keyspace = KeyspaceOf(name.Keyspace);
        var type = keyspace.FindType(name.Name) ?? throw Invalid($"User defined type '{name.Name}' not found in '{keyspace.Name}'");
        return DescribedRows.Texts([Elements.TextOf(type)]);
    }

    // A name alone: a keyspace, else a table of the keyspace in use.
    private Description Anything(DescribeStatement statement, QualifiedName name)
    {
        if (name.Keyspace is null && schema.FindKeyspace(name.Name) is { } named)
        {
            return Texts(statement, [named], withContent: true);
        }

        if (name.Keyspace is null && current is null)
        {
            throw Invalid($"'{name.Name}' not found in keyspaces");
        }

        var keyspace = KeyspaceOf(name.Keyspace);
        return keyspace.FindTable(name.Name) is { } table
            ? DescribedRows.Texts([Elements.TextOf(table, statement.WithInternals)])
            : throw Invalid($"'{name.Name}' not found in keyspace '{keyspace.Name}'");
    }

    // There are none of these: views, indexes and what users write in Java.
    private CqlException Missing(DescribeStatement statement, Func<string, string, string> message) =>
        Named(statement) is var name ? Invalid(message(KeyspaceOf(name.Keyspace).Name, name.Name)) : throw new InvalidOperationException();

    private static CqlException Invalid(string message) => new(CqlErrorCode.Invalid, message);
}
