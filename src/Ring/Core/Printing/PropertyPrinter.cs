using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Printing;

/// <summary>What stands behind WITH.</summary>
internal sealed class PropertyPrinter(CqlWriter text)
{
    private readonly ExpressionPrinter _expressions = new(text);

    public CqlWriter List(ImmutableArray<Property> properties) => text.List(properties, " AND ", Print);

    public CqlWriter Map(ImmutableArray<PropertyEntry> map) => text.Add("{").List(map, ", ", Print).Add("}");

    /// <summary>With all that only tables and views have.</summary>
    public void With(ImmutableArray<Property> properties, ImmutableArray<ClusteringOrder> order, bool isCompact)
    {
        var between = " WITH ";
        if (!order.IsEmpty)
        {
            text.Add(between).Add("CLUSTERING ORDER BY (");
            text.List(order, ", ", column => text.Name(column.Column).Add(column.IsDescending ? " DESC" : " ASC")).Add(")");
            between = " AND ";
        }

        if (isCompact)
        {
            text.Add(between).Add("COMPACT STORAGE");
            between = " AND ";
        }

        if (!properties.IsEmpty)
        {
            text.Add(between);
            List(properties);
        }
    }

    private void Print(Property property)
    {
        text.Name(property.Name).Add(" = ");
        if (property.Value is { } value)
        {
            _expressions.Print(value);
            return;
        }

        Map(property.Map);
    }

    private void Print(PropertyEntry entry)
    {
        _expressions.Print(entry.Key);
        text.Add(": ");
        _expressions.Print(entry.Value);
    }
}
