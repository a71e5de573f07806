using Hathi.Ring.Core.Meaning;
using Hathi.Ring.Core.Meaning.Plans;
using Hathi.Ring.Core.Schema;
using Hathi.Ring.Core.Syntax;
using Hathi.Ring.Node.Connections;
using Hathi.Ring.Protocol.Requests;
using BatchStatement = Hathi.Ring.Protocol.Requests.BatchStatement;

namespace Hathi.Ring.Node.Queries;

/// <summary>BATCH: its statements are one record, so that all of it happens or nothing. Those without a timestamp share one.</summary>
internal sealed partial class QueryRunner
{
    private void Batch(in RingCall call, ReadOnlySpan<byte> message)
    {
        var request = BatchRequest.Read(message, call.Version);
        var keyspace = QueryRequestFacts.KeyspaceOf(request.Parameters, call.Version, call.Connection.Keyspace);
        var facts = QueryRequestFacts.Of(request.Parameters, call.Version, time);
        var current = schema.Current;
        var work = Workspace.Take();
        ValueTask done;
        try
        {
            work.Mutation.Begin(facts.NowMicros, facts.Timestamp);
            foreach (var statement in request)
            {
                if (PlanOf(call, current, keyspace, statement) is not { } plan)
                {
                    return;
                }

                if (levels.RefusalOfWrite(KeyspaceOf(current, plan), facts.Consistency) is { } refusal)
                {
                    call.Refuse(refusal);
                    return;
                }

                CheckModifiable(KeyspaceOf(current, plan));
                work.Mutation.Add(plan, work.Bind(plan, message, statement.Values));
            }

            var record = work.Mutation.Record;
            done = record.IsEmpty ? ValueTask.CompletedTask : store.ApplyAsync(record);
        }
        finally
        {
            work.Return();
        }

        Finish(call, done);
    }

    /// <summary>A statement of a batch; null: the batch was answered.</summary>
    private ModificationPlan? PlanOf(in RingCall call, RingSchema current, string? keyspace, BatchStatement statement)
    {
        StatementPlan plan;
        if (statement.IsPrepared)
        {
            if (Known(current, statement.TextOrId, out var ready) is null)
            {
                call.Refuse(Unprepared(statement.TextOrId));
                return null;
            }

            plan = ready.Plan;
        }
        else
        {
            plan = StatementPlans.Prepare(current, keyspace, statement.TextOrId);
        }

        return plan as ModificationPlan ?? throw new CqlException(
            CqlErrorCode.Invalid, "Invalid statement in batch: only UPDATE, INSERT and DELETE statements are allowed.");
    }
}
