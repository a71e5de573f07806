namespace Hathi.MapReduce.Tests.Serialization;

public sealed class TextFuzzTests
{
    [Fact]
    [Fuzzes(typeof(Text))]
    public void Numbers_of_a_text() => new Fuzz
    {
        Of = nameof(Text),
        Good = ["-7"u8.ToArray(), "9223372036854775807"u8.ToArray()],
        Decode = static bytes =>
        {
            _ = new Text(bytes).ToDouble();
            _ = new Text(bytes).ToInt64();
        },
        Refusals = [typeof(FormatException)],
    }.Run();
}
