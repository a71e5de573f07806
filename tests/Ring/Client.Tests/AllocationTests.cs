using Hathi.Ring.Client.Statements;
using Hathi.Ring.Protocol;

namespace Hathi.Ring.Client.Tests;

/// <summary>Runs alone: what others make would count.</summary>
[CollectionDefinition("alone", DisableParallelization = true)]
[Collection("alone")]
public sealed class AllocationTests
{
    [Fact]
    public async Task A_prepared_write_allocates_next_to_nothing()
    {
        long servers = 0;
        using var server = new FakeServer((connection, asked) =>
        {
            if (asked.Opcode == Opcode.Prepare)
            {
                RequestTests.Prepared(connection, asked);
            }
            else
            {
                connection.Void(asked);
            }

            Volatile.Write(ref servers, GC.GetAllocatedBytesForCurrentThread());
        });
        await using var connection = await RequestTests.OpenAsync(server, RingConnectionOptions.Default with { CompletesInline = true });
        var statement = await connection.PrepareAsync("x", null, default).Patiently();
        using var values = new RingValues();
        await WriteAsync(5000);

        // Of all threads but the server's, which copies each request.
        var before = GC.GetTotalAllocatedBytes(precise: true) - Volatile.Read(ref servers);
        await WriteAsync(5000);
        var made = (GC.GetTotalAllocatedBytes(precise: true) - Volatile.Read(ref servers) - before) / 5000.0;
        Assert.True(made < 32, $"{made} bytes a request");

        async Task WriteAsync(int count)
        {
            for (var i = 0; i < count; i++)
            {
                using var answer = await connection.ExecuteAsync(statement, values.Clear().Add(i).Add("text"), ConnectTests.One, default);
            }
        }
    }
}
