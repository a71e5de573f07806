using Hathi.Ring.Core.Describing;
using Hathi.Ring.Core.Schema.Operations;
using Hathi.Ring.Core.Schema.Steps;
using Hathi.Ring.Core.Syntax;
using Hathi.Ring.Data.Reads;
using Hathi.Ring.Node.Connections;
using Hathi.Ring.Node.Schema;
using Hathi.Ring.Protocol;

namespace Hathi.Ring.Node.Queries;

/// <summary>Runs what is no matter of rows: USE, TRUNCATE, DESCRIBE, changes of the schema. Any thread.</summary>
/// <param name="schema">What is declared, and the way to change it.</param>
/// <param name="store">Keeps rows.</param>
/// <param name="view">What DESCRIBE tells of the cluster.</param>
internal sealed class OtherStatements(SchemaKeeper schema, IRingStore store, RingView view)
{
    /// <summary>Runs a statement; what is thrown is its answer.</summary>
    public void Run(in RingCall call, Statement statement, string? keyspace, Guid? trace)
    {
        switch (statement)
        {
            case UseStatement use:
                if (schema.Current.FindKeyspace(use.Keyspace) is null)
                {
                    throw Refused($"Keyspace '{use.Keyspace}' does not exist");
                }

                call.Connection.Keyspace = use.Keyspace;
                QueryAnswers.SetKeyspace(call, use.Keyspace, trace);
                break;
            case DescribeStatement describe:
                QueryAnswers.Rows(call, new Describer(schema.Current, keyspace, view).Describe(describe), trace);
                break;
            case TruncateStatement truncate:
                _ = TruncateAsync(call, Truncation.Find(schema.Current, truncate, keyspace).Id, trace);
                break;
            default:
                _ = ChangeAsync(call, statement, keyspace, trace);
                break;
        }
    }

    private async Task TruncateAsync(RingCall call, Guid table, Guid? trace)
    {
        try
        {
            await store.TruncateAsync(table).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            call.Fail(e, Opcode.Query);
            return;
        }

        QueryAnswers.Void(call, trace, null);
    }

    private async Task ChangeAsync(RingCall call, Statement statement, string? keyspace, Guid? trace)
    {
        SchemaOutcome outcome;
        try
        {
            outcome = await schema.ChangeAsync(statement, keyspace).ConfigureAwait(false);
        }
        catch (CqlException refusal)
        {
            call.Refuse(QueryAnswers.ErrorOf(refusal));
            return;
        }
        catch (Exception e)
        {
            call.Fail(e, Opcode.Query);
            return;
        }

        if (outcome.Change is { } change)
        {
            QueryAnswers.Changed(call, QueryAnswers.ToWire(change), trace, outcome.Warnings);
        }
        else
        {
            QueryAnswers.Void(call, trace, outcome.Warnings);
        }
    }

    private static CqlException Refused(string message) => new(CqlErrorCode.Invalid, message);
}
