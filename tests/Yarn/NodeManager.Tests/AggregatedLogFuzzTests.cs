using Hathi.Yarn.Client.Logs;

namespace Hathi.Yarn.NodeManager.Tests;

/// <summary>Aggregated logs lie where their user may write: any bytes are a log or none.</summary>
public sealed class AggregatedLogFuzzTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("hathi-logs-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    /// <summary>A key takes up to a megabyte, and may be said to be as long several times.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Fuzzes(typeof(AggregatedLogReader), typeof(TFileReader), typeof(TFileInput), typeof(TFileValue), typeof(TFileFormat))]
    public void Logs_of_a_node(bool compress) => new Fuzz
    {
        Of = nameof(AggregatedLogReader),
        Good = [Written(compress)],
        Decode = Read,
        Refusals = [typeof(InvalidDataException), typeof(NotSupportedException)],
        MostAllocated = 8 << 20,
    }.Run();

    /// <summary>A block before the file's beginning, or of less than nothing: the data index said so, and nobody looked.</summary>
    [Theory]
    [InlineData("0110CC83CC83", "01E0CC83CC83")]
    [InlineData("0110CC83CC83", "0110CBDFCC83")]
    public async Task A_block_that_cannot_be_is_damage(string there, string damaged)
    {
        var bytes = Convert.FromHexString(AggregatedLogTests.Golden.Replace(there, damaged, StringComparison.Ordinal));
        var refusal = await Assert.ThrowsAsync<InvalidDataException>(() => VisitAsync(bytes));
        Assert.Contains("This is no aggregated log, or a damaged one: a block of", refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>The length of a piece that is not the last is told below zero, and the lowest number has no other sign.</summary>
    [Fact]
    public async Task A_piece_without_a_length_is_damage()
    {
        var value = new TFileValue(new TFileInput(new MemoryStream(Convert.FromHexString("878000000000000000"))));
        await Assert.ThrowsAsync<InvalidDataException>(() => value.SkipAsync(default).AsTask());
    }

    private static void Read(byte[] bytes) => VisitAsync(bytes).GetAwaiter().GetResult();

    private static Task VisitAsync(byte[] bytes)
    {
        var files = 0;
        return AggregatedLogReader.VisitAsync(
            new MemoryStream(bytes),
            (_, _) =>
            {
                Assert.True(++files <= bytes.Length, "more files than bytes");
                return Task.CompletedTask;
            },
            default);
    }

    private byte[] Written(bool compress) => WriteAsync(compress).GetAwaiter().GetResult();

    private async Task<byte[]> WriteAsync(bool compress)
    {
        using var stream = new MemoryStream();
        var writer = await AggregatedLogWriter.BeginAsync(stream, compress, "ada", [new("VIEW_APP", " admins")], default);
        foreach (var container in new[] { "container_1_0001_01_000001", "container_1_0001_01_000002" })
        {
            var path = Path.Join(Directory.CreateDirectory(Path.Join(_directory, container)).FullName, "stdout");
            await File.WriteAllTextAsync(path, "hello\n");
            await writer.AddContainerAsync(container, _directory, [path], default);
        }

        await writer.CloseAsync(default);
        return stream.ToArray();
    }
}
