using System.Buffers;
using Hathi.Ring.Protocol.Answers;
using Hathi.Ring.Protocol.Envelopes;
using Hathi.Ring.Protocol.Framing;
using Hathi.Ring.Protocol.Notation;
using Hathi.Ring.Protocol.Requests;
using Hathi.Ring.Data.Values;

namespace Hathi.Ring.Protocol.Tests;

/// <summary>A prepared request has a budget of memory, of which the wire takes nothing.</summary>
public sealed class AllocationTests
{
    private const int Requests = 100;

    [Theory]
    [InlineData(ProtocolVersion.V4)]
    [InlineData(ProtocolVersion.V5)]
    public void A_prepared_request_and_its_rows_make_nothing(ProtocolVersion version)
    {
        using var answer = new WireBuffer();
        var request = Samples.Execute(version);
        var value = new byte[1024];
        var total = 0L;
        AssertNothingIsMade(() =>
        {
            var execute = ExecuteRequest.Read(request, version);
            foreach (var bound in execute.Parameters.Values)
            {
                total += bound.Bytes.Length;
            }

            answer.Clear();
            var envelope = OpenEnvelope.Begin(answer, version, 7, Opcode.Result);
            var rows = RowsWriter.Begin(answer, version, Samples.Columns, skipMetadata: true, default);
            for (var i = 0; i < 4 * 5; i++)
            {
                rows.Value(value);
            }

            rows.Complete(WireValue.Of(execute.StatementId));
            envelope.Complete();
        });
        Assert.Equal(4 * Requests * 2, total);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Segments_make_nothing(bool compressing)
    {
        using var scratch = new WireBuffer();
        using var assembler = new EnvelopeAssembler(fromServer: false, ProtocolLimits.MaxRequestBytes) { TakesParts = true };
        var bytes = Samples.Segments(compressing);
        var envelopes = Wire.Written(static b =>
        {
            var envelope = OpenEnvelope.Begin(b, ProtocolVersion.V5, 1, Opcode.Result);
            b.PutRaw(new byte[5000]);
            envelope.Complete();
        });
        var target = new ArrayBufferWriter<byte>(1 << 20);
        var taken = 0;
        AssertNothingIsMade(() =>
        {
            var input = new ReadOnlySequence<byte>(bytes);
            while (Segment.TryRead(ref input, compressing, scratch, out var segment))
            {
                var payload = segment.Payload;
                while (segment.IsSelfContained && assembler.TryTake(ref payload, out _, out _))
                {
                    taken++;
                }

                if (!segment.IsSelfContained && assembler.TryAdd(payload, out _, out _))
                {
                    taken++;
                }
            }

            target.ResetWrittenCount();
            Segment.WriteAll(target, envelopes, compressing);
        });
        Assert.Equal(5 * Requests * 2, taken);
    }

    [Fact]
    public void Values_are_judged_and_ordered_without_making_anything()
    {
        var all = ValueTests.Ordered.Select(static row => row.Data)
            .Where(static d => d.Item1.Kind is not Hathi.Ring.Data.Types.CqlKind.Decimal)
            .Select(static d => (d.Item1, Values: d.Item2.Select(static t => Wire.Bytes(t.Split('=')[0])).ToArray())).ToArray();
        var faults = 0;
        AssertNothingIsMade(() =>
        {
            foreach (var (type, values) in all)
            {
                foreach (var value in values)
                {
                    faults += ValueCheck.Fault(type, value) is null ? 0 : 1;
                    faults += ValueOrder.Compare(type, value, value);
                }
            }
        });
        Assert.Equal(0, faults);
    }

    // What is made once, by the compiler or for a pool, is made in the first half.
    private static void AssertNothingIsMade(Action request)
    {
        for (var i = 0; i < Requests; i++)
        {
            request();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Requests; i++)
        {
            request();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
