using System.Runtime.CompilerServices;
using System.Text;
using Hathi.Base;
using Hathi.Ring.Core.Meaning;
using Hathi.Ring.Core.Meaning.Plans;
using Hathi.Ring.Core.Schema;
using Hathi.Ring.Core.Syntax;
using Hathi.Ring.Data.Reads;
using Hathi.Ring.Node.Connections;
using Hathi.Ring.Node.Schema;
using Hathi.Ring.Node.Time;
using Hathi.Ring.Protocol;
using Hathi.Ring.Protocol.Answers;
using Hathi.Ring.Protocol.Envelopes;
using Hathi.Ring.Protocol.Requests;

namespace Hathi.Ring.Node.Queries;

/// <summary>
/// Runs QUERY, PREPARE, EXECUTE and BATCH: what a statement means with the schema of this moment (<see cref="StatementPlans"/>), what it
/// reads or changes with its values, and the answer. Nothing of a request is kept while it waits for the log. Any thread.
/// </summary>
/// <param name="schema">What is declared.</param>
/// <param name="store">Keeps rows.</param>
/// <param name="prepared">Statements that are executed by their ids.</param>
/// <param name="statements">Runs what is no matter of rows.</param>
/// <param name="levels">Whether a consistency level can be met.</param>
/// <param name="scans">Where reads go that may take long.</param>
/// <param name="time">The time of this node.</param>
/// <param name="clock">When reads end.</param>
/// <param name="maxAnswerBytes">The longest answer.</param>
internal sealed partial class QueryRunner(
    SchemaKeeper schema,
    IRingStore store,
    PreparedStatements prepared,
    OtherStatements statements,
    Levels levels,
    ScanLane scans,
    NodeTime time,
    IClock clock,
    int maxAnswerBytes) : IRequestHandler
{
    /// <summary>Requests that were begun, for figures.</summary>
    public long Requests => Volatile.Read(ref _requests);

    private long _requests;

    /// <inheritdoc/>
    public void Handle(in RingCall call, Opcode opcode, RequestBody body)
    {
        Interlocked.Increment(ref _requests);
        try
        {
            switch (opcode)
            {
                case Opcode.Query:
                    Query(call, body.Message);
                    break;
                case Opcode.Prepare:
                    Prepare(call, body.Message);
                    break;
                case Opcode.Execute:
                    Execute(call, body.Message);
                    break;
                default:
                    Batch(call, body.Message);
                    break;
            }
        }
        catch (CqlException refusal)
        {
            call.Refuse(QueryAnswers.ErrorOf(refusal));
        }
    }

    private void Query(in RingCall call, ReadOnlySpan<byte> message)
    {
        var request = QueryRequest.Read(message, call.Version);
        var parameters = request.Parameters;
        var keyspace = QueryRequestFacts.KeyspaceOf(parameters, call.Version, call.Connection.Keyspace);
        var current = schema.Current;
        var plan = StatementPlans.Prepare(current, keyspace, request.Statement);
        Run(call, current, plan, null, keyspace, message, parameters, default);
    }

    private void Prepare(in RingCall call, ReadOnlySpan<byte> message)
    {
        var request = PrepareRequest.Read(message, call.Version);
        var keyspace = request.HasKeyspace ? Encoding.UTF8.GetString(request.Keyspace) : call.Connection.Keyspace;
        var statement = prepared.Prepare(schema.Current, keyspace, request.Statement);
        var plan = statement.Plan;
        var answer = call.Begin(Opcode.Result);
        new PreparedAnswer(statement.IdBytes(), plan.ResultId, plan.Variables, plan.Result).Write(answer.Buffer, call.Version);
        answer.Complete(QueryAnswers.Extras(TraceOf(call), null));
    }

    private void Execute(in RingCall call, ReadOnlySpan<byte> message)
    {
        var request = ExecuteRequest.Read(message, call.Version);
        var current = schema.Current;
        if (Known(current, request.StatementId, out var ready) is not { } statement)
        {
            call.Refuse(Unprepared(request.StatementId));
            return;
        }

        Run(
            call,
            current,
            ready.Plan,
            new Prepared(ready, statement.HasMoved),
            statement.Keyspace ?? call.Connection.Keyspace,
            message,
            request.Parameters,
            request.ResultMetadataId);
    }

    /// <summary>
    /// A prepared statement that is good with a schema, and what it means with that one: others may replan it at any moment. Null: it is to
    /// be prepared again.
    /// </summary>
    private PreparedStatement? Known(RingSchema current, ReadOnlySpan<byte> id, out PreparedPlan plan)
    {
        plan = null!;
        if (prepared.Find(id) is not { } statement)
        {
            return null;
        }

        plan = statement.Plan;
        if (ReferenceEquals(plan.Schema, current))
        {
            return statement;
        }

        try
        {
            plan = plan.With(current) ?? new PreparedPlan(current, StatementPlans.Prepare(current, statement.Keyspace, statement.Text));
            statement.Replan(plan);
            return statement;
        }
        catch (CqlException)
        {
            prepared.Forget(statement);
            return null;
        }
    }

    private static UnpreparedError Unprepared(ReadOnlySpan<byte> id) => new(
        $"Prepared query with ID {Convert.ToHexStringLower(id)} not found (either the query was not prepared on this host (maybe the host "
        + "has been restarted?) or you have prepared too many queries and it has been evicted from the internal cache)",
        id.ToArray());

    private void Run(
        in RingCall call,
        RingSchema current,
        StatementPlan plan,
        Prepared? statement,
        string? keyspace,
        ReadOnlySpan<byte> message,
        QueryParameters parameters,
        ReadOnlySpan<byte> metadataId)
    {
        var facts = QueryRequestFacts.Of(parameters, call.Version, time);
        var refusal = plan switch
        {
            SelectPlan => levels.RefusalOfRead(KeyspaceOf(current, plan), facts.Consistency),
            ModificationPlan => levels.RefusalOfWrite(KeyspaceOf(current, plan), facts.Consistency),
            _ => null,
        };
        if (refusal is not null)
        {
            call.Refuse(refusal);
            return;
        }

        if (plan is ModificationPlan or BatchPlan)
        {
            CheckModifiable(KeyspaceOf(current, plan));
        }
        else if (plan is OtherPlan)
        {
            statements.Run(call, plan.Statement, keyspace, TraceOf(call));
            return;
        }

        var work = Workspace.Take();
        if (plan is SelectPlan select)
        {
            Select(call, current, select, statement, work, message, parameters, metadataId, facts);
            return;
        }

        ValueTask done;
        try
        {
            var arguments = work.Bind(plan, message, parameters.Values);
            work.Mutation.Begin(facts.NowMicros, facts.Timestamp);
            if (plan is BatchPlan batch)
            {
                work.Mutation.Add(batch, arguments);
            }
            else
            {
                work.Mutation.Add((ModificationPlan)plan, arguments);
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

    private static Keyspace? KeyspaceOf(RingSchema current, StatementPlan plan) =>
        plan.Keyspace is { } name ? current.FindKeyspace(name) : null;

    // Of the system's tables some are made when they are read.
    private static void CheckModifiable(Keyspace? keyspace)
    {
        if (keyspace?.Kind is KeyspaceKind.Local or KeyspaceKind.Virtual)
        {
            throw new CqlException(CqlErrorCode.Unauthorized, $"{keyspace.Name} keyspace is not user-modifiable.");
        }
    }

    /// <summary>Answers when a change is durable and can be seen.</summary>
    private static void Finish(in RingCall call, ValueTask done)
    {
        if (done.IsCompletedSuccessfully)
        {
            QueryAnswers.Void(call, TraceOf(call), null);
        }
        else
        {
            _ = FinishAsync(call, done).Preserve();
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private static async ValueTask FinishAsync(RingCall call, ValueTask done)
    {
        try
        {
            await done.ConfigureAwait(false);
        }
        catch (Exception e)
        {
            call.Fail(e, Opcode.Execute);
            return;
        }

        QueryAnswers.Void(call, TraceOf(call), null);
    }

    private static Guid? TraceOf(in RingCall call) => call.IsTraced ? Guid.CreateVersion7() : null;
}
