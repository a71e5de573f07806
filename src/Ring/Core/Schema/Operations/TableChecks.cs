using Hathi.Ring.Core.Schema.Properties;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Schema.Operations;

/// <summary>What holds of tables that are new and of those that are changed.</summary>
internal static class TableChecks
{
    public static void CheckName(string keyspace, string name)
    {
        if (!CqlNames.IsWord(name))
        {
            throw Refusals.Configuration(
                $"{keyspace}.{name}: Table name must not be empty or not contain non-alphanumeric-underscore characters (got \"{name}\")");
        }

        if (name.Length > CqlNames.MaxTable)
        {
            throw Refusals.Configuration(
                $"{keyspace}.{name}: Table name must not be more than {CqlNames.MaxTable} characters long "
                + $"(got {name.Length} characters for \"{name}\")");
        }
    }

    public static void RefuseMasks(ImmutableArray<ColumnDefinition> columns)
    {
        if (columns.Any(static c => c.Mask is not null))
        {
            throw Masks();
        }
    }

    public static CqlException Masks() => Refusals.Invalid(
        "Cannot mask columns because dynamic data masking is not enabled. You can enable it with the dynamic_data_masking_enabled "
        + "property on cassandra.yaml");

    /// <summary>Its columns are told to drivers again and again, so they must not be long.</summary>
    public static void CheckMetadata(TableDefinition table)
    {
        var bytes = 0L;
        foreach (var column in table.Columns)
        {
            bytes += MetadataBytes.Of(column.Name, column.Type, SchemaLimits.MaxMetadataBytes - bytes);
            if (bytes > SchemaLimits.MaxMetadataBytes)
            {
                throw Refusals.Invalid(
                    $"The columns of table '{table}' with all of their types would have more than {SchemaLimits.MaxMetadataBytes} bytes");
            }
        }
    }

    /// <summary>A user type in cells of its own, one of whose fields would be so too.</summary>
    public static bool HasOpenFields(ResolvedType type, Keyspace owner) =>
        type is { IsMultiCell: true, Type: Data.Types.UserType user }
        && owner.FindType(user.Name) is { } definition && definition.Fields.Any(static f => f.IsMultiCell);
}
