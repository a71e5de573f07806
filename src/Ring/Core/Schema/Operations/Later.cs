using Hathi.Ring.Core.Schema.Properties;
using Hathi.Ring.Core.Schema.Steps;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Schema.Operations;

/// <summary>
/// What is not there yet, or deliberately not: refused by its name, with Cassandra's message where one of its settings switches the same
/// off. What is to be dropped is not there.
/// </summary>
internal static class Later
{
    private const string NoFunctions =
        "User-defined functions are disabled in cassandra.yaml - set user_defined_functions_enabled=true to enable";

    private const string NoViews = "Materialized views are disabled. Enable in cassandra.yaml to use.";
    private const string NoLogin = "You have to be logged in and not anonymous to perform this request";

    public static SchemaOutcome Run(OperationContext context, ChangeSchemaRequest request, Statement statement)
    {
        var inUse = request.Keyspace;
        return statement switch
        {
            CreateIndexStatement s => throw NoIndex(context, s, inUse),
            DropIndexStatement s => NotThere(context, s.IfExists, $"Index '{Full(s.Name, inUse)}' doesn't exist'"),
            CreateViewStatement => throw Refusals.Invalid(NoViews),
            AlterViewStatement s => NotThere(context, s.IfExists, $"Materialized view '{Full(s.Name, inUse)}' doesn't exist"),
            DropViewStatement s => NotThere(context, s.IfExists, $"Materialized view '{Full(s.Name, inUse)}' doesn't exist"),
            CreateFunctionStatement or CreateAggregateStatement => throw Refusals.Invalid(NoFunctions),
            DropFunctionStatement s =>
                NotThere(context, s.IfExists, $"Function '{Full(s.Name, inUse)}{Text(s.Arguments)}' doesn't exist"),
            DropAggregateStatement s =>
                NotThere(context, s.IfExists, $"Aggregate '{Full(s.Name, inUse)}{Text(s.Arguments)}' doesn't exist"),
            CreateTriggerStatement s => throw Refusals.Invalid($"Trigger class '{s.Class}' couldn't be loaded"),
            DropTriggerStatement s => NotThere(context, s.IfExists, $"Trigger '{s.Name}' on '{Full(s.Table, inUse)}' doesn't exist"),
            _ => throw Refusals.Unauthorized(NoLogin),
        };
    }

    private static CqlException NoIndex(OperationContext context, CreateIndexStatement statement, string? inUse)
    {
        var keyspace = Owners.Of(statement.Table, inUse);
        if (context.Schema.FindTable(keyspace, statement.Table.Name) is not { } table)
        {
            return Refusals.Invalid($"Table '{statement.Table.Name}' doesn't exist");
        }

        var unknown = statement.Targets.Select(static t => t.Column).FirstOrDefault(c => table.Find(c) is null);
        return Refusals.Invalid(
            unknown is not null
                ? $"Undefined column name {unknown} in table {table}"
                : "Secondary indexes are not supported yet; filter with ALLOW FILTERING");
    }

    private static string Full(QualifiedName name, string? inUse) => $"{Owners.Of(name, inUse)}.{name.Name}";

    private static string Text(ImmutableArray<CqlType>? arguments) =>
        arguments is { } types ? $"({string.Join(", ", types.Select(static t => WrittenTypeText.Of(t, isFrozen: false)))})" : "";

    private static SchemaOutcome NotThere(OperationContext context, bool isAllowed, string message) =>
        isAllowed ? context.Unchanged() : throw Refusals.Invalid(message);
}
