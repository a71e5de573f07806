using System.Text;

namespace Hathi.Base.Tests;

/// <summary>What records, messages and settings are made of, out of any bytes.</summary>
public sealed class DecoderFuzzTests
{
    [Fact]
    [Fuzzes(typeof(Varint), typeof(VInt))]
    public void Numbers() => new Fuzz
    {
        Of = "a number",
        Good = [.. new[] { "00", "AC02", "8E012C", "FFFFFFFFFFFFFFFFFF01", "807FFFFFFFFFFFFFFF" }.Select(Convert.FromHexString)],
        Decode = static bytes =>
        {
            Assert.InRange(Varint.TryRead32(bytes, out _), -1, Math.Min(bytes.Length, Varint.MaxBytes32));
            Assert.InRange(Varint.TryRead64(bytes, out _), -1, Math.Min(bytes.Length, Varint.MaxBytes64));
            Assert.InRange(VInt.Read(bytes, out _), 0, Math.Min(bytes.Length, VInt.MaxBytes));
        },
        Refusals = [],
        TakesAnything = true,
    }.Run();

    [Fact]
    [Fuzzes(typeof(RecordReader))]
    public void Fields_of_records() => new Fuzz
    {
        Of = nameof(RecordReader),
        Good = [Record("", 0), Record("aé€", -1), Record(new string('x', 300), long.MaxValue)],
        Decode = static bytes =>
        {
            var reader = new RecordReader(bytes, "a test", new NameInterner());
            for (var fields = 0; !reader.AtEnd; fields++)
            {
                Assert.True(fields <= bytes.Length, "more records than bytes");
                _ = reader.Byte();
                _ = reader.Flag();
                _ = reader.Count();
                _ = reader.Signed();
                _ = reader.Fixed();
                _ = reader.Text();
                _ = reader.Name();
            }
        },
        Refusals = [typeof(FormatException)],
    }.Run();

    [Fact]
    [Fuzzes(typeof(ByteSize))]
    public void Sizes() => new Fuzz
    {
        Of = nameof(ByteSize),
        Good = [.. new[] { "134217728", "128m", "7e", "1K" }.Select(Encoding.ASCII.GetBytes)],
        Decode = static bytes => ByteSize.Parse(Encoding.Latin1.GetString(bytes)),
        Refusals = [typeof(FormatException)],
    }.Run();

    private static byte[] Record(string text, long number)
    {
        var writer = new RecordWriter();
        for (var i = 0; i < 2; i++)
        {
            writer.Byte(7);
            writer.Flag(true);
            writer.Unsigned(i);
            writer.Signed(number);
            writer.Fixed((ulong)number);
            writer.Text(text);
            writer.Text(text);
        }

        return writer.Take().ToArray();
    }
}
