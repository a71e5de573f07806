using Hathi.Ring.Core.Schema.Properties;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Schema.Operations;

/// <summary>From what CREATE TABLE says to a table. Source: Apache <c>CreateTableStatement</c>.</summary>
internal sealed class NewTable
{
    private const string OnlyWithClustering =
        "Static columns are only useful (and thus allowed) if the table has at least one clustering column";

    private readonly string _keyspace;
    private readonly CreateTableStatement _statement;
    private readonly PrimaryKey _key;
    private readonly Dictionary<string, ColumnDefinition> _written = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ResolvedType> _types = new(StringComparer.Ordinal);

    /// <summary>Looks at what can be said of the statement alone.</summary>
    /// <exception cref="CqlException">It says something twice, or has not one primary key.</exception>
    public NewTable(string keyspace, CreateTableStatement statement)
    {
        _keyspace = keyspace;
        _statement = statement;
        var name = $"{keyspace}.{statement.Name.Name}";
        foreach (var column in statement.Columns)
        {
            if (!_written.TryAdd(column.Name, column))
            {
                throw Refusals.Invalid($"Duplicate column '{column.Name}' declaration for table '{name}'");
            }
        }

        var ordered = new HashSet<string>(StringComparer.Ordinal);
        foreach (var order in statement.ClusteringOrder)
        {
            if (!ordered.Add(order.Column))
            {
                throw Refusals.Invalid($"Duplicate column '{order.Column}' in CLUSTERING ORDER BY clause for table '{name}'");
            }
        }

        _key = statement.PrimaryKeys switch
        {
            [var only] => only,
            [] => throw Refusals.Invalid($"No PRIMARY KEY specifed for table '{name}' (exactly one required)"),
            _ => throw Refusals.Invalid($"Multiple PRIMARY KEY specified for table '{name}' (exactly one required)"),
        };
    }

    /// <summary>Said of a static column where there is no clustering.</summary>
    public static string NoClustering => OnlyWithClustering;

    /// <summary>The table.</summary>
    /// <param name="owner">Its keyspace.</param>
    /// <param name="id">Its id.</param>
    /// <param name="options">What stands behind WITH.</param>
    public TableDefinition Make(Keyspace owner, Guid id, TableOptions options)
    {
        FindTypes(owner);
        CheckKey();
        if (_key.Clustering.IsEmpty && _statement.Columns.Any(static c => c.IsStatic))
        {
            throw Refusals.Invalid(OnlyWithClustering);
        }

        CheckOrder();
        RefuseLater();
        var isCounter = IsCounter();
        if (isCounter && options.DefaultTimeToLive > 0)
        {
            throw Refusals.Invalid("Cannot set default_time_to_live on a table with counters");
        }

        TableChecks.CheckName(_keyspace, _statement.Name.Name);
        var columns = Columns();
        return new TableDefinition(_keyspace, _statement.Name.Name, id, columns)
        {
            Options = options,
            NextColumnId = columns.Count + 1,
            IsCounter = isCounter,
        };
    }

    private void FindTypes(Keyspace owner)
    {
        if (_statement.Columns.Length > SchemaLimits.MaxColumns)
        {
            throw Refusals.Invalid($"A table has at most {SchemaLimits.MaxColumns} columns");
        }

        var lookup = new TypeLookup(_keyspace, owner);
        foreach (var column in _statement.Columns)
        {
            CreateType.CheckLength(column.Name);
            _types.Add(column.Name, lookup.Find(column.Type));
        }

        foreach (var type in _types.Values)
        {
            if (TableChecks.HasOpenFields(type, owner))
            {
                throw Refusals.Invalid("Non-frozen UDTs with nested non-frozen collections are not supported");
            }
        }
    }

    private void CheckKey()
    {
        var table = _statement.Name.Name;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in _key.Partition.Concat(_key.Clustering))
        {
            if (!_types.TryGetValue(name, out var type))
            {
                throw Refusals.Invalid($"Unknown column '{name}' referenced in PRIMARY KEY for table '{table}'");
            }

            if (!seen.Add(name))
            {
                throw Refusals.Invalid($"Duplicate column '{name}' in PRIMARY KEY clause for table '{table}'");
            }

            CheckKeyType(name, type);
            if (_written[name].IsStatic)
            {
                throw Refusals.Invalid($"Static column '{name}' cannot be part of the PRIMARY KEY");
            }
        }
    }

    private static void CheckKeyType(string column, ResolvedType type)
    {
        if (type.IsMultiCell)
        {
            throw Refusals.Invalid(
                type.Type is Data.Types.UserType user
                    ? $"Invalid non-frozen user-defined type \"{user.Keyspace}.{user.Name}\" for PRIMARY KEY column '{column}'"
                    : $"Invalid non-frozen collection type {type} for PRIMARY KEY column '{column}'");
        }

        if (type.Type == Data.Types.NativeType.Counter)
        {
            throw Refusals.Invalid($"counter type is not supported for PRIMARY KEY column '{column}'");
        }

        if (UserTypes.UsesDuration(type.Type))
        {
            throw Refusals.Invalid($"duration type is not supported for PRIMARY KEY column '{column}'");
        }
    }

    private void CheckOrder()
    {
        var order = _statement.ClusteringOrder;
        var strangers = order.Select(static o => o.Column).Except(_key.Clustering).ToArray();
        if (strangers.Length > 0)
        {
            throw Refusals.Invalid(
                $"Only clustering key columns can be defined in CLUSTERING ORDER directive: [{string.Join(", ", strangers)}] "
                + "are not clustering columns");
        }

        for (var i = 0; i < order.Length; i++)
        {
            var expected = _key.Clustering[i];
            if (order[i].Column != expected)
            {
                throw Refusals.Invalid(
                    order.Any(o => o.Column == expected)
                        ? "The order of columns in the CLUSTERING ORDER directive must match that of the clustering columns "
                            + $"({expected} must appear before {order[i].Column})"
                        : $"Missing CLUSTERING ORDER for column {expected}");
            }
        }
    }

    private void RefuseLater()
    {
        if (_statement.IsCompact)
        {
            throw Refusals.Invalid("Creation of new COMPACT STORAGE tables is not allowed");
        }

        TableChecks.RefuseMasks(_statement.Columns);
    }

    private bool IsCounter()
    {
        var values = _statement.Columns.Where(c => !_key.Partition.Contains(c.Name) && !_key.Clustering.Contains(c.Name))
            .Select(c => _types[c.Name].Type == Data.Types.NativeType.Counter).ToHashSet();
        return values.Count < 2
            ? values.Contains(true)
            : throw Refusals.Invalid("Cannot mix counter and non counter columns in the same table");
    }

    // Ids in the order of the key, then as they were written.
    private List<Column> Columns()
    {
        var columns = new List<Column>(_statement.Columns.Length);
        Add(_key.Partition, ColumnKind.PartitionKey);
        Add(_key.Clustering, ColumnKind.Clustering);
        var keys = _key.Partition.Concat(_key.Clustering).ToHashSet(StringComparer.Ordinal);
        foreach (var column in _statement.Columns)
        {
            if (!keys.Contains(column.Name))
            {
                var type = _types[column.Name];
                var kind = column.IsStatic ? ColumnKind.Static : ColumnKind.Regular;
                columns.Add(new(column.Name, kind, -1, columns.Count + 1, type.Type) { IsMultiCell = type.IsMultiCell });
            }
        }

        return columns;

        void Add(ImmutableArray<string> names, ColumnKind kind)
        {
            for (var i = 0; i < names.Length; i++)
            {
                var isDescending = kind == ColumnKind.Clustering && i < _statement.ClusteringOrder.Length
                    && _statement.ClusteringOrder[i].IsDescending;
                columns.Add(new(names[i], kind, i, columns.Count + 1, _types[names[i]].Type) { IsDescending = isDescending });
            }
        }
    }
}
