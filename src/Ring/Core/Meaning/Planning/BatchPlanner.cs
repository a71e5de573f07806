using Hathi.Ring.Core.Meaning.Constants;
using Hathi.Ring.Core.Meaning.Plans;
using Hathi.Ring.Core.Meaning.Terms;
using Hathi.Ring.Core.Syntax;
using NativeType = Hathi.Ring.Data.Types.NativeType;

namespace Hathi.Ring.Core.Meaning.Planning;

/// <summary>Plans <c>BEGIN BATCH …</c>. Source: Apache <c>BatchStatement</c>.</summary>
internal static class BatchPlanner
{
    // What the metadata of its own variable say instead of a keyspace and a table.
    private const string Batch = "[batch]";

    public static BatchPlan Plan(PlanContext context, BatchStatement batch)
    {
        if (batch.Using.TimeToLive is not null)
        {
            throw ConstantText.Refused("Global TTL on the BATCH statement is not supported.");
        }

        if (batch.Using.Timestamp is not null && batch.Statements.Any(static s => s.Using.Timestamp is not null))
        {
            throw ConstantText.Refused("Timestamp must be set either on BATCH or individual statements");
        }

        var plans = ImmutableArray.CreateBuilder<ModificationPlan>(batch.Statements.Length);
        foreach (var statement in batch.Statements)
        {
            var plan = ModificationPlanner.Plan(context, statement);
            if (batch.Kind == BatchKind.Counter)
            {
                throw ConstantText.Refused("Cannot include non-counter statement in a counter batch");
            }

            plans.Add(plan);
        }

        var table = plans.Count > 0 && plans.All(p => p.Table == plans[0].Table) ? plans[0].Table : null;
        Term? timestamp = null;
        if (batch.Using.Timestamp is { } given)
        {
            timestamp = context.Terms().Compile(given, Receiver.Of("[timestamp]", NativeType.Bigint));
            context.Markers.Rename(given, Batch, Batch);
        }

        return new BatchPlan(batch)
        {
            Table = table,
            Statements = plans.MoveToImmutable(),
            Variables = context.Markers.Variables,
            KeyIndexes = table is null || batch.Using.Timestamp is Marker ? [] : context.Markers.KeyIndexes(table),
            Timestamp = timestamp,
        };
    }
}
