using Hathi.Ring.Core.Meaning.Plans;
using Hathi.Ring.Core.Schema;
using Hathi.Ring.Core.Syntax;
using Hathi.Ring.Data.Reads;
using Hathi.Ring.Node.Connections;
using Hathi.Ring.Protocol;
using Hathi.Ring.Protocol.Answers;
using Hathi.Ring.Protocol.Metadata;
using Hathi.Ring.Protocol.Requests;

namespace Hathi.Ring.Node.Queries;

/// <summary>SELECT: rows of a few partitions on the thread that has read the request, all others in a lane of their own.</summary>
internal sealed partial class QueryRunner
{
    // Beyond it a read without pages is not run on the thread that waits for sockets.
    private const int MostRowsInline = 5_000;
    private const int MostKeysInline = 16;

    // Rows that are looked at there, also dead ones: some milliseconds.
    private const long MostLookedInline = 10_000;

    private void Select(
        in RingCall call,
        RingSchema current,
        SelectPlan plan,
        PreparedStatement? statement,
        Workspace work,
        ReadOnlySpan<byte> message,
        QueryParameters parameters,
        ReadOnlySpan<byte> metadataId,
        in QueryRequestFacts facts)
    {
        var isTaken = false;
        try
        {
            var arguments = work.Bind(plan, message, parameters.Values);
            work.Page.Begin(plan, arguments, facts.PageSize, parameters.PagingState.Bytes, facts.NowMicros);
            var columns = statement?.Plan.Result ?? PreparedPlan.ColumnsOf(plan.ResultColumns);
            var newId = statement is not null && call.Version >= ProtocolVersion.V5
                && !metadataId.SequenceEqual(statement.Plan.ResultId) ? statement.Plan.ResultId : [];
            var skips = facts.SkipsMetadata && statement is { } s && (call.Version >= ProtocolVersion.V5 || !s.HasMoved);
            IRowSource source = KeyspaceOf(current, plan)?.Kind is KeyspaceKind.Local or KeyspaceKind.Virtual ? schema.View.System : store;
            var read = new PendingRead(call, work, source, columns, skips, newId);
            var command = work.Page.Command;
            if (command.IsScan || command.KeyCount > MostKeysInline || facts.PageSize is <= 0 or > MostRowsInline)
            {
                isTaken = true;
                scans.Run(() => TryAnswer(read, long.MaxValue));
            }
            else
            {
                isTaken = true;
                if (!TryAnswer(read, MostLookedInline))
                {
                    scans.Run(() => TryAnswer(read, long.MaxValue));
                }
            }
        }
        finally
        {
            if (!isTaken)
            {
                work.Return();
            }
        }
    }

    // Never throws: it may run where nobody catches. False: it would take longer than it may here, and is still to be answered.
    private bool TryAnswer(in PendingRead read, long mostLooked)
    {
        var isDone = true;
        try
        {
            var answer = read.Call.Begin(Opcode.Result);
            try
            {
                var start = answer.Buffer.Length;
                var sink = new RowSink(
                    RowsWriter.Begin(answer.Buffer, read.Call.Version, read.Columns, read.SkipsMetadata, read.NewMetadataId),
                    answer.Buffer,
                    start + maxAnswerBytes);
                if (!read.Work.Page.TryRun(read.Source, mostLooked, ref sink))
                {
                    isDone = false;
                    answer.Abandon();
                    return false;
                }

                sink.Complete(read.Work.Page.PagingState);
            }
            catch
            {
                answer.Abandon();
                throw;
            }

            answer.Complete(QueryAnswers.Extras(TraceOf(read.Call), null));
        }
        catch (CqlException refusal)
        {
            read.Call.Refuse(QueryAnswers.ErrorOf(refusal));
        }
        catch (Exception e)
        {
            read.Call.Fail(e, Opcode.Query);
        }
        finally
        {
            if (isDone)
            {
                read.Work.Return();
            }
        }

        return true;
    }

    /// <summary>A read whose values are taken, so that the request's bytes may go.</summary>
    private readonly record struct PendingRead(
        RingCall Call, Workspace Work, IRowSource Source, ColumnList Columns, bool SkipsMetadata, byte[] NewMetadataId);
}
