using Hathi.Records.Sequence;

namespace Hathi.MapReduce.Tests.Sequence;

/// <summary>Sequence files that are damaged, as text and as records from a mark on.</summary>
public sealed class SequenceFuzzTests
{
    private const int MostText = 16 << 20;

    private static readonly byte[][] Files =
    [
        Convert.FromHexString(SequenceGoldenTests.None),
        Convert.FromHexString(SequenceGoldenTests.Record),
        Convert.FromHexString(SequenceGoldenTests.Block),
    ];

    [Fact]
    [Fuzzes(typeof(SequenceText), typeof(SequenceHeader), typeof(SequenceInput), typeof(SequenceBlock), typeof(BufferUnpacker))]
    public void As_text() => new Fuzz
    {
        Of = nameof(SequenceText),
        Good = Files,
        Decode = static bytes =>
        {
            using var text = new SequenceText(new MemoryStream(bytes), bytes.Length, "a.seq");
            var buffer = new byte[1_000];
            var total = 0;
            for (int n; (n = text.Read(buffer)) > 0;)
            {
                total += n;
                Assert.True(total <= MostText, "a text without an end");
            }
        },
        Refusals = [typeof(InvalidDataException)],
        MostAllocated = 4 << 20,
    }.Run();

    [Fact]
    [Fuzzes(typeof(SequenceReader))]
    public void From_a_mark_on() => new Fuzz
    {
        Of = nameof(SequenceReader),
        Good = Files,
        Decode = static bytes =>
        {
            SequenceHeader header;
            using (var start = new SequenceInput(new MemoryStream(bytes), 0, bytes.Length, "a.seq"))
            {
                header = SequenceHeader.Read(start);
            }

            var middle = bytes.Length / 2;
            var rest = new MemoryStream(bytes, middle, bytes.Length - middle);
            using var reader = new SequenceReader(new SequenceInput(rest, middle, bytes.Length, "a.seq"), header);
            reader.SkipToMark();
            for (var records = 0; reader.MoveNext(long.MaxValue); records++)
            {
                Assert.True(records <= MostText, "records without an end");
                _ = reader.Key.Length + reader.Value.Length;
            }
        },
        Refusals = [typeof(InvalidDataException)],
        MostAllocated = 4 << 20,
    }.Run();

    /// <summary>Its lengths are right, and the record of an IntWritable has two bytes: it was read over its end.</summary>
    [Fact]
    public void A_record_that_is_too_short_for_its_class_is_damage()
    {
        const string IntWritable = "206f72672e6170616368652e6861646f6f702e696f2e496e745772697461626c65";
        const string Head = "53455106" + IntWritable + IntWritable + "0000" + "00000000" + "000102030405060708090a0b0c0d0e0f";
        var file = Convert.FromHexString(Head + "00000006" + "00000002" + "0001" + "00000001");
        using var text = new SequenceText(new MemoryStream(file), file.Length, "a.seq");
        var refusal = Assert.Throws<InvalidDataException>(() => text.ReadByte());
        Assert.Contains("is too short for its classes", refusal.Message, StringComparison.Ordinal);
    }
}
