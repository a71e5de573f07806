using System.Collections.Frozen;
using Hathi.Ring.Core.Schema.Operations;
using Hathi.Ring.Core.Schema.Steps;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Schema.Changing;

/// <summary>What carries out a kind of statement: checks all it has to check, then changes.</summary>
internal static class StatementTable
{
    private static readonly FrozenDictionary<Type, Func<OperationContext, ChangeSchemaRequest, SchemaOutcome>> s_all =
        new Dictionary<Type, Func<OperationContext, ChangeSchemaRequest, SchemaOutcome>>
        {
            [typeof(CreateKeyspaceStatement)] = static (c, r) => CreateKeyspace.Run(c, r, (CreateKeyspaceStatement)r.Statement),
            [typeof(AlterKeyspaceStatement)] = static (c, r) => AlterKeyspace.Run(c, r, (AlterKeyspaceStatement)r.Statement),
            [typeof(DropKeyspaceStatement)] = static (c, r) => DropKeyspace.Run(c, r, (DropKeyspaceStatement)r.Statement),
            [typeof(CreateTypeStatement)] = static (c, r) => CreateType.Run(c, r, (CreateTypeStatement)r.Statement),
            [typeof(AlterTypeStatement)] = static (c, r) => AlterType.Run(c, r, (AlterTypeStatement)r.Statement),
            [typeof(DropTypeStatement)] = static (c, r) => DropType.Run(c, r, (DropTypeStatement)r.Statement),
            [typeof(CreateTableStatement)] = static (c, r) => CreateTable.Run(c, r, (CreateTableStatement)r.Statement),
            [typeof(AlterTableStatement)] = static (c, r) => AlterTable.Run(c, r, (AlterTableStatement)r.Statement),
            [typeof(DropTableStatement)] = static (c, r) => DropTable.Run(c, r, (DropTableStatement)r.Statement),
        }.ToFrozenDictionary();

    public static SchemaOutcome Run(OperationContext context, ChangeSchemaRequest request) =>
        s_all.TryGetValue(request.Statement.GetType(), out var run)
            ? run(context, request)
            : Later.Run(context, request, request.Statement);
}
