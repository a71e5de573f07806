using System.Globalization;
using System.Text;
using Hathi.Ring.Core.Schema;

namespace Hathi.Ring.Core.Describing;

/// <summary>Keyspaces and user types as statements that make them.</summary>
internal static class KeyspaceText
{
    private const string Indent = "    ";

    public static string Of(Keyspace keyspace)
    {
        var name = CqlNames.Quoted(keyspace.Name);
        if (keyspace.Kind == KeyspaceKind.Virtual)
        {
            return $"/*\nWarning: Keyspace {name} is a virtual keyspace and cannot be recreated with CQL.\nStructure, for reference:\n"
                + $"VIRTUAL KEYSPACE {name};\n*/";
        }

        var text = new StringBuilder($"CREATE KEYSPACE {name} WITH replication = ");
        text.Append(CultureInfo.InvariantCulture, $"{{'class': '{keyspace.Replication.Strategy}'");
        foreach (var (option, value) in keyspace.Replication.Options)
        {
            text.Append(CultureInfo.InvariantCulture, $", {OptionText.String(option)}: {OptionText.String(value)}");
        }

        return text.Append(CultureInfo.InvariantCulture, $"}}  AND durable_writes = {OptionText.Of(keyspace.IsDurable)};").ToString();
    }

    public static string Of(UserTypeDefinition type)
    {
        var fields = type.Fields.Select(static f => $"{Indent}{CqlNames.Quoted(f.Name)} {f.TypeText}");
        return $"CREATE TYPE {CqlNames.Quoted(type.Keyspace)}.{CqlNames.Quoted(type.Name)} (\n{string.Join(",\n", fields)}\n);";
    }
}
