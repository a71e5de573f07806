using System.Text;
using Hathi.MapReduce.Shuffle.Fetch;
using Hathi.MapReduce.Shuffle.Serve;

namespace Hathi.MapReduce.Shuffle.Tests;

/// <summary>What strangers send to a shuffle service, and what a service may answer a reduce.</summary>
public sealed class ShuffleFuzzTests
{
    private const int MaxMaps = 1_000;

    [Fact]
    [Fuzzes(typeof(ShuffleHeader))]
    public void Headers() => new Fuzz
    {
        Of = nameof(ShuffleHeader),
        Good = [Header("attempt_1_0001_m_000000_0", 300, 1_000_000, 3), Header("", -1, long.MaxValue, 0)],
        Decode = static bytes => Assert.InRange(ShuffleHeader.Read(bytes, out _), 0, bytes.Length),
        Refusals = [typeof(FormatException)],
    }.Run();

    [Fact]
    [Fuzzes(typeof(ShuffleReader))]
    public void Answers() => new Fuzz
    {
        Of = nameof(ShuffleReader),
        Good = [[.. Header("attempt_1_0001_m_000000_0", 4, 2, 3), 1, 2, 3, 4, .. Header("attempt_1_0001_m_000001_0", 1, 1, 3), 5]],
        Decode = static bytes => Read(bytes),
        Refusals = [typeof(FormatException), typeof(EndOfStreamException)],
    }.Run();

    [Fact]
    [Fuzzes(typeof(RequestHead), typeof(ShuffleRequest))]
    public void Requests() => new Fuzz
    {
        Of = nameof(ShuffleRequest),
        Good =
        [
            Encoding.ASCII.GetBytes(
                "GET /mapOutput?job=job_1_0001&reduce=0&map=attempt_1_0001_m_000000_0,b&keepAlive=true HTTP/1.1\r\n"
                + "UrlHash: h7JhRRGIi2BtCiSfabak5CPLuLM=\r\nname: mapreduce\r\nversion: 1.0.0\r\n\r\n"),
        ],
        Decode = static bytes =>
        {
            var end = RequestHead.EndOf(bytes);
            Assert.InRange(end, -1, bytes.Length);
            ShuffleRequest.Parse(RequestHead.Parse(bytes.AsSpan(0, Math.Max(end, 0))), MaxMaps);
        },
        Refusals = [typeof(ShuffleRefusal)],
    }.Run();

    [Fact]
    [Fuzzes(typeof(JobSecret))]
    public void Secrets_of_jobs() => new Fuzz
    {
        Of = nameof(JobSecret),
        Good = [Convert.FromHexString("03010203" + "020405" + "0D6D61707265647563652E6A6F62" + "00")],
        Decode = static bytes => JobSecret.Password(bytes),
        Refusals = [typeof(FormatException)],
    }.Run();

    private static byte[] Header(string map, long packed, long plain, int partition)
    {
        var bytes = new byte[ShuffleHeader.MaxBytes];
        return bytes[..new ShuffleHeader(map, packed, plain, partition).Write(bytes)];
    }

    // Outputs of more bytes than there are have no room; a fetcher asks for no such.
    private static void Read(byte[] bytes)
    {
        using var quiet = new CancellationTokenSource();
        var reader = new ShuffleReader(new MemoryStream(bytes), quiet, Patience.Limit);
        for (var outputs = 0; reader.ReadHeaderAsync().AsTask().GetAwaiter().GetResult() is { } header; outputs++)
        {
            Assert.True(outputs <= bytes.Length, "more outputs than bytes");
            reader.FillAsync(new byte[Math.Clamp(header.CompressedLength, 0, bytes.Length)]).AsTask().GetAwaiter().GetResult();
        }
    }
}
