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
    // Beyond it a read is not tried on the thread that waits for sockets: a millisecond.
    private const int MostKeysInline = 1_000;

    // Rows that are looked at there, also dead ones, and pages' worth of bytes: some milliseconds.
    private const long MostLookedInline = 10_000;

    // Of a read that is not short, by Cassandra's default (range_request_timeout).
    private const long LongestMilliseconds = 10_000;

    private void Select(
        in RingCall call,
        RingSchema current,
        SelectPlan plan,
        Prepared? statement,
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
            var newId = statement is { } known && call.Version >= ProtocolVersion.V5
                && !metadataId.SequenceEqual(known.Plan.ResultId) ? known.Plan.ResultId : [];
            var skips = facts.SkipsMetadata && statement is { } s && (call.Version >= ProtocolVersion.V5 || !s.HasMoved);
            IRowSource source = KeyspaceOf(current, plan)?.Kind is KeyspaceKind.Local or KeyspaceKind.Virtual ? schema.View.System : store;
            var read = new PendingRead(call, work, source, facts.Consistency, columns, skips, newId);
            isTaken = true;
            if (work.Page.Command.KeyCount > MostKeysInline || !TryAnswer(read, MostLookedInline))
            {
                // What is under way counts from here, so that all that wait come to an end.
                var end = clock.Read().MonotonicMilliseconds + LongestMilliseconds;
                scans.Run(() => TryAnswer(read with { Source = new EndingReads(source, clock, end) }, long.MaxValue));
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
        catch (ReadEndedException e)
        {
            read.Call.Refuse(new ReadTimeoutError(e.Message, read.Consistency, Received: 0, BlockFor: 1, IsDataPresent: false));
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

    /// <summary>What a prepared statement means with the schema that a request runs with.</summary>
    private readonly record struct Prepared(PreparedPlan Plan, bool HasMoved);

    /// <summary>A read whose values are taken, so that the request's bytes may go.</summary>
    private readonly record struct PendingRead(
        RingCall Call,
        Workspace Work,
        IRowSource Source,
        Consistency Consistency,
        ColumnList Columns,
        bool SkipsMetadata,
        byte[] NewMetadataId);
}
