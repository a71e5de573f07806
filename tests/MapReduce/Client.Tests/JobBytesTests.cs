using System.Text;
using Google.Protobuf;
using Hathi.Hadoop.Conf;

namespace Hathi.MapReduce.Client.Tests;

/// <summary>The bytes of what a client leaves for a job's containers, and what becomes of others.</summary>
public sealed class JobBytesTests
{
    // A stretch of a file on a host; numbers; two stretches of files together, of the job's second source.
    private const string OfFile = "0D" + "0A022F61" + "1007" + "18C0843D" + "220168";
    private const string OfRange = "11" + "0A00" + "10FFFFFFFFFFFFFFFFFF01" + "1803" + "2801";
    private const string OfFiles =
        "24" + "0A00" + "1000" + "1806" + "220168" + "2802" + "3208" + "0A022F6210001802" + "320B" + "0A022F6310011804220169" + "3801";

    private static readonly InputSplit[] s_splits =
    [
        new FileSplit("/a", 7, 1_000_000, ["h"]),
        new RangeSplit(-1, 3),
        new SourceSplit(1, new CombinedSplit([new FileSplit("/b", 0, 2, []), new FileSplit("/c", 1, 4, ["i"])], ["h"])),
    ];

    [Fact]
    [GoldenBytes(typeof(SplitFile), 0)]
    public void Splits_have_these_bytes()
    {
        Assert.Equal(OfFile + OfRange + OfFiles, Convert.ToHexString(SplitFile.Encode(s_splits)));
        var read = SplitFile.Decode(Convert.FromHexString(OfFile + OfRange + OfFiles));
        Assert.Equivalent(s_splits, read);
        Assert.Equal(OfFile + OfRange + OfFiles, Convert.ToHexString(SplitFile.Encode(read)));
    }

    [Fact]
    [Fuzzes(typeof(SplitFile), typeof(UmbilicalMessages))]
    public void Any_bytes_are_splits_or_none() => new Fuzz
    {
        Of = nameof(SplitFile),
        Good = [Convert.FromHexString(OfFile + OfRange), Convert.FromHexString(OfFiles)],
        Decode = static bytes => Assert.InRange(SplitFile.Decode(bytes).Count, 0, bytes.Length),
        Refusals = [typeof(InvalidProtocolBufferException), typeof(InvalidDataException)],
    }.Run();

    /// <summary>Numbers among stretches of files; lengths whose sum is more than 64 bits; a length below zero.</summary>
    [Theory]
    [InlineData("120A0010001800280232080A00100018012801")]
    [InlineData("2C0A0010001800280232100A022F62100018FFFFFFFFFFFFFFFF7F32100A022F62100018FFFFFFFFFFFFFFFF7F")]
    [InlineData("1B0A0010001800280232110A022F62100018FFFFFFFFFFFFFFFFFF01")]
    public void A_combined_split_of_something_else_is_refused(string hex)
    {
        var refusal = Assert.Throws<InvalidDataException>(() => SplitFile.Decode(Convert.FromHexString(hex)));
        Assert.Contains("is no part of a combined split", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    [GoldenBytes(typeof(JobXml), 0)]
    public void Settings_have_this_text()
    {
        var configuration = new Configuration();
        configuration.Set("my.key", "a <b> & c");
        var text = Encoding.UTF8.GetString(JobXml.Encode(configuration));
        Assert.StartsWith(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<configuration>\n  <property>\n    <name>", text, StringComparison.Ordinal);
        const string Property = "\n  <property>\n    <name>my.key</name>\n    <value>a &lt;b&gt; &amp; c</value>\n  </property>\n";
        Assert.Contains(Property, text, StringComparison.Ordinal);
        Assert.EndsWith("\n  </property>\n</configuration>", text, StringComparison.Ordinal);
    }
}
