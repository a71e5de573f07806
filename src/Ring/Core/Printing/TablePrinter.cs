using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Printing;

/// <summary>Keyspaces, tables, indexes and views: what has properties.</summary>
internal sealed class TablePrinter(CqlWriter text)
{
    private const string IfNotExists = "IF NOT EXISTS ";
    private const string IfExists = "IF EXISTS ";

    private readonly ExpressionPrinter _expressions = new(text);
    private readonly PropertyPrinter _properties = new(text);
    private readonly TypePrinter _types = new(text);

    public void Print(Statement statement)
    {
        switch (statement)
        {
            case CreateKeyspaceStatement keyspace:
                text.Add("CREATE KEYSPACE ").AddIf(keyspace.IfNotExists, IfNotExists).Name(keyspace.Name).Add(" WITH ");
                _properties.List(keyspace.Properties);
                break;
            case AlterKeyspaceStatement keyspace:
                text.Add("ALTER KEYSPACE ").AddIf(keyspace.IfExists, IfExists).Name(keyspace.Name).Add(" WITH ");
                _properties.List(keyspace.Properties);
                break;
            case CreateTableStatement table:
                Create(table);
                break;
            case AlterTableStatement table:
                text.Add("ALTER TABLE ").AddIf(table.IfExists, IfExists).Name(table.Name).Add(" ");
                Change(table.Change);
                break;
            case CreateIndexStatement index:
                Create(index);
                break;
            case CreateViewStatement view:
                Create(view);
                break;
            case AlterViewStatement view:
                text.Add("ALTER MATERIALIZED VIEW ").AddIf(view.IfExists, IfExists).Name(view.Name).Add(" WITH ");
                _properties.List(view.Properties);
                break;
        }
    }

    private void Create(CreateTableStatement table)
    {
        text.Add("CREATE TABLE ").AddIf(table.IfNotExists, IfNotExists).Name(table.Name).Add(" (");
        text.List(table.Columns, ", ", Print);
        text.AddIf(!table.Columns.IsEmpty && !table.PrimaryKeys.IsEmpty, ", ").List(table.PrimaryKeys, ", ", Print).Add(")");
        _properties.With(table.Properties, table.ClusteringOrder, table.IsCompact);
    }

    private void Print(ColumnDefinition column)
    {
        text.Name(column.Name).Add(" ");
        _types.Print(column.Type);
        text.AddIf(column.IsStatic, " STATIC");
        if (column.Mask is { } mask)
        {
            text.Add(" ");
            Print(mask);
        }
    }

    private void Print(ColumnMask mask)
    {
        text.Add("MASKED WITH ");
        if (mask.Function is not { } function)
        {
            text.Add("DEFAULT");
            return;
        }

        text.Name(function).Add("(");
        _expressions.List(mask.Arguments).Add(")");
    }

    private void Print(PrimaryKey key)
    {
        var isOne = key.Partition.Length == 1;
        text.Add("PRIMARY KEY (").AddIf(!isOne, "(").Names(key.Partition).AddIf(!isOne, ")");
        text.AddIf(!key.Clustering.IsEmpty, ", ").Names(key.Clustering).Add(")");
    }

    private void Change(TableChange change)
    {
        switch (change)
        {
            case ChangeColumnType type:
                text.Add("ALTER ").Name(type.Column).Add(" TYPE ");
                _types.Print(type.Type);
                break;
            case ChangeColumnMask { Mask: { } mask } column:
                text.Add("ALTER ").AddIf(column.IfExists, IfExists).Name(column.Column).Add(" ");
                Print(mask);
                break;
            case ChangeColumnMask column:
                text.Add("ALTER ").AddIf(column.IfExists, IfExists).Name(column.Column).Add(" DROP MASKED");
                break;
            case AddColumns add:
                text.Add("ADD ").AddIf(add.IfNotExists, IfNotExists).Add("(").List(add.Columns, ", ", Print).Add(")");
                break;
            case DropColumns drop:
                text.Add("DROP ").AddIf(drop.IfExists, IfExists).Add("(").Names(drop.Columns).Add(")");
                text.AddIf(drop.Timestamp is not null, $" USING TIMESTAMP {drop.Timestamp}");
                break;
            case RenameColumns rename:
                text.Add("RENAME ").AddIf(rename.IfExists, IfExists).List(rename.Names, " AND ", Print);
                break;
            case DropCompactStorage:
                text.Add("DROP COMPACT STORAGE");
                break;
            case ChangeTableProperties with:
                text.Add("WITH ");
                _properties.List(with.Properties);
                break;
        }
    }

    private void Print(Renaming renaming) => text.Name(renaming.From).Add(" TO ").Name(renaming.To);

    private void Create(CreateIndexStatement index)
    {
        text.Add("CREATE ").AddIf(index.IsCustom, "CUSTOM ").Add("INDEX ").AddIf(index.IfNotExists, IfNotExists);
        if (index.Name is { } name)
        {
            text.Name(name).Add(" ");
        }

        text.Add("ON ").Name(index.Table).Add(" (").List(index.Targets, ", ", Print).Add(")");
        if (index.Using is { } @class)
        {
            text.Add(" USING ").String(@class);
        }

        _properties.With(index.Properties, [], isCompact: false);
    }

    private void Print(IndexTarget target)
    {
        if (target.Kind == IndexTargetKind.Simple)
        {
            text.Name(target.Column);
            return;
        }

        text.Add(target.Kind.ToString().ToUpperInvariant()).Add("(").Name(target.Column).Add(")");
    }

    private void Create(CreateViewStatement view)
    {
        text.Add("CREATE MATERIALIZED VIEW ").AddIf(view.IfNotExists, IfNotExists).Name(view.Name).Add(" AS SELECT ");
        new RowPrinter(text).Selectors(view.Selectors).Add(" FROM ").Name(view.From);
        new RelationPrinter(text).Where(view.Where).Add(" ");
        Print(view.PrimaryKey);
        _properties.With(view.Properties, view.ClusteringOrder, isCompact: false);
    }
}
