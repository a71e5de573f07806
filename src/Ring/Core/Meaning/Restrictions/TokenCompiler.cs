using Hathi.Ring.Core.Meaning.Constants;
using Hathi.Ring.Core.Meaning.Terms;
using Hathi.Ring.Core.Schema;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Meaning.Restrictions;

/// <summary><c>token(a, b) &gt; value</c>: which columns it must name, and what it bounds.</summary>
internal static class TokenCompiler
{
    private const string TokenName = "partition key token";

    /// <summary>The bound, and whether the tokens begin there, end there, or both.</summary>
    public static (bool IsFrom, bool IsTo, TokenBound Bound) Compile(TableDefinition table, TermCompiler terms, TokenRelation relation)
    {
        var columns = relation.Columns.Select(c => WhereTexts.ColumnOf(table, c)).ToArray();
        if (columns.Length > table.PartitionKey.Length || (columns.Length == table.PartitionKey.Length && !columns.All(IsOfKey)))
        {
            throw ConstantText.Refused(
                columns.Length > table.PartitionKey.Length
                    ? "The token() function must contains only partition key components"
                    : "The token() function must be applied to all partition key components or none of them");
        }

        if (columns.Length < table.PartitionKey.Length)
        {
            throw ConstantText.Refused("The token() function must be applied to all partition key components or none of them");
        }

        if (!columns.AsSpan().SequenceEqual(table.PartitionKey.AsSpan()))
        {
            throw ConstantText.Refused(
                "The token function arguments must be in the partition key order: "
                + WhereTexts.Names(table.PartitionKey.Select(static c => CqlNames.Quoted(c.Name))));
        }

        var receiver = Receiver.Of(TokenName, Data.Types.NativeType.Bigint);
        var term = relation.Value is FunctionCall { Function: { Name: "token", Keyspace: null or "system" } } call
            ? TokenOf(table, terms, call)
            : terms.Compile(relation.Value, receiver);
        var isFrom = relation.Operator is Operator.Equal or Operator.Greater or Operator.GreaterOrEqual;
        var isTo = relation.Operator is Operator.Equal or Operator.Less or Operator.LessOrEqual;
        if (!isFrom && !isTo)
        {
            throw ConstantText.Refused($"Unsupported \"{WhereTexts.Sign(relation.Operator)}\" relation on the token");
        }

        var bound = new TokenBound(term, relation.Operator is Operator.Equal or Operator.GreaterOrEqual or Operator.LessOrEqual);
        return (isFrom, isTo, bound);
    }

    private static bool IsOfKey(Column column) => column.Kind == ColumnKind.PartitionKey;

    private static Term TokenOf(TableDefinition table, TermCompiler terms, FunctionCall call)
    {
        if (call.Arguments.Length != table.PartitionKey.Length)
        {
            throw ConstantText.Refused(
                $"Invalid number of arguments in call to function system.token: {table.PartitionKey.Length} required "
                + $"but {call.Arguments.Length} provided");
        }

        return terms.Folded(
            new TokenTerm(
                [.. table.PartitionKey.Select(
                    (c, i) => terms.Compile(call.Arguments[i], Receiver.Of($"arg{i}(system.token)", c.Type)))]));
    }
}
