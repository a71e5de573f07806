using System.Text;

namespace Hathi.Base.Tests;

public sealed class RecordTests
{
    // Logs and images on disk are made of these: they never change.
    [Fact]
    public void Fields_have_these_bytes()
    {
        AssertBytes("07", static w => w.Byte(7));
        AssertBytes("01", static w => w.Flag(true));
        AssertBytes("00", static w => w.Flag(false));
        AssertBytes("AC02", static w => w.Unsigned(300));
        AssertBytes("FFFFFFFFFFFFFFFF7F", static w => w.Unsigned(long.MaxValue));
        AssertBytes("01", static w => w.Signed(-1));
        AssertBytes("D804", static w => w.Signed(300));
        AssertBytes("FFFFFFFFFFFFFFFFFF01", static w => w.Signed(long.MinValue));
        AssertBytes("0807060504030201", static w => w.Fixed(0x0102030405060708));
        AssertBytes("03010203", static w => w.Bytes([1, 2, 3]));
        AssertBytes("00", static w => w.Bytes([]));
        AssertBytes("0661C3A9E282AC", static w => w.Text("aé€"));
    }

    [Fact]
    public void Texts_and_bytes_of_every_length_come_back_also_over_the_end_of_a_block()
    {
        var writer = new RecordWriter();
        var records = new List<(string Text, ReadOnlyMemory<byte> Record)>();
        for (var length = 0; length < 700; length++)
        {
            var text = new string(length % 3 == 0 ? 'é' : 'e', length);
            writer.Text(text);
            writer.Bytes(Encoding.UTF8.GetBytes(text));
            writer.Signed(-length);
            records.Add((text, writer.Take()));
        }

        foreach (var (text, record) in records)
        {
            var reader = new RecordReader(record.Span, "a test", names: null);
            Assert.Equal(text, reader.Text());
            Assert.Equal(Encoding.UTF8.GetBytes(text), reader.Bytes().ToArray());
            Assert.Equal(-text.Length, reader.Signed());
            Assert.True(reader.AtEnd);
        }
    }

    [Fact]
    public void A_name_is_one_object_where_names_are_kept()
    {
        var writer = new RecordWriter();
        writer.Text("ann");
        var record = writer.Take();
        var names = new NameInterner();
        var kept = names.Intern("ann");
        Assert.Same(kept, new RecordReader(record.Span, "a test", names).Name());
        var reader = new RecordReader(record.Span, "a test", names: null);
        Assert.Equal("ann", reader.Name());
    }

    [Fact]
    public void Names_that_somebody_makes_up_are_forgotten_again()
    {
        var names = new NameInterner();
        var first = names.Intern("user0");
        for (var i = 1; i <= NameInterner.MaxNames; i++)
        {
            names.Intern($"user{i}");
        }

        var again = names.Intern(new string("user0"));
        Assert.NotSame(first, again);
        Assert.Same(again, names.Intern("user0"u8));
        var longer = new string('u', 300);
        names.Intern(longer);
        Assert.NotSame(longer, names.Intern(new string('u', 300)));
    }

    [Theory]
    [InlineData("", "ends in the middle of a field")]
    [InlineData("80", "ends in the middle of a number")]
    [InlineData("FFFFFFFFFFFFFFFFFF02", "has a number of more than 64 bits")]
    [InlineData("0301", "has a field of 3 bytes where 1 are left")]
    [InlineData("FFFFFFFFFFFFFFFFFF01", "has a field of -1 bytes where 0 are left")]
    public void What_does_not_fit_is_an_error_that_says_how(string hex, string how)
    {
        var error = Assert.Throws<FormatException>(() => Read(hex));
        Assert.Equal($"A record of the house {how}: it is damaged, or another version wrote it.", error.Message);
    }

    [Fact]
    public void A_count_fits_in_an_int()
    {
        var writer = new RecordWriter();
        writer.Unsigned(int.MaxValue);
        writer.Unsigned(int.MaxValue + 1L);
        var record = writer.Take();
        Assert.Contains(
            "has a count of 2147483648", Assert.Throws<FormatException>(() => Counts(record)).Message, StringComparison.Ordinal);
    }

    private static void Counts(ReadOnlyMemory<byte> record)
    {
        var reader = new RecordReader(record.Span, "the house", names: null);
        Assert.Equal(int.MaxValue, reader.Count());
        reader.Count();
    }

    private static void Read(string hex)
    {
        var reader = new RecordReader(Convert.FromHexString(hex), "the house", names: null);
        if (reader.AtEnd)
        {
            reader.Byte();
        }

        reader.Bytes();
    }

    private static void AssertBytes(string hex, Action<RecordWriter> write)
    {
        var writer = new RecordWriter();
        write(writer);
        Assert.False(writer.IsEmpty);
        Assert.Equal(hex, Convert.ToHexString(writer.Take().Span));
        Assert.True(writer.IsEmpty);
    }
}
