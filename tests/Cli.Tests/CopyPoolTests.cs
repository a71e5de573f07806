using Hathi.Cli.Dfs.Kit;

namespace Hathi.Cli.Tests;

public sealed class CopyPoolTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SoManyRunSoManyWaitAndTheNextIsNotTaken()
    {
        var pool = new CopyPool(threads: 2, queue: 1);
        var gate = new TaskCompletionSource();
        var started = Enumerable.Range(0, 4).Select(static _ => new TaskCompletionSource()).ToArray();
        Func<Task> Copy(int i) => () =>
        {
            started[i].SetResult();
            return gate.Task;
        };
        await pool.AddAsync(Copy(0), Cancel);
        await pool.AddAsync(Copy(1), Cancel);
        await started[0].Task.Patiently();
        await started[1].Task.Patiently();
        await pool.AddAsync(Copy(2), Cancel);
        var fourth = pool.AddAsync(Copy(3), Cancel).AsTask();
        Assert.Equal((false, false, false), (started[2].Task.IsCompleted, started[3].Task.IsCompleted, fourth.IsCompleted));
        gate.SetResult();
        await fourth;
        await pool.WhenDoneAsync();
        Assert.All(started, static s => Assert.True(s.Task.IsCompleted));
    }

    [Fact]
    public async Task WhatWaitsDoesNotBeginWhenTheUserHasHadEnough()
    {
        using var user = new CancellationTokenSource();
        var pool = new CopyPool(threads: 1, queue: 5);
        var gate = new TaskCompletionSource();
        var begun = 0;
        for (var i = 0; i < 3; i++)
        {
            await pool.AddAsync(
                () =>
                {
                    begun++;
                    return gate.Task;
                },
                user.Token);
        }

        await user.CancelAsync();
        gate.SetResult();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(pool.WhenDoneAsync);
        Assert.InRange(begun, 0, 1);
    }
}
