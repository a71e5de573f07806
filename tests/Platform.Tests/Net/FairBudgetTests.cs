using System.Net;
using Hathi.Base;
using Hathi.Platform.Net;

namespace Hathi.Platform.Tests.Net;

/// <summary>Memory that all share: nobody gets all of it, and all of it comes back.</summary>
public sealed class FairBudgetTests
{
    private const int Limit = 1_200;
    private readonly FairBudget _budget = new(Limit);

    [Fact]
    public void A_user_gets_a_third_over_all_his_connections_and_an_address_two_thirds_over_all_its_users()
    {
        var taken = new long[10];
        for (var user = 0; user < taken.Length; user++)
        {
            for (var connection = 0; connection < 5; connection++)
            {
                taken[user] += TakeAll(Open(1, $"user{user}"));
            }
        }

        Assert.Equal(Limit / 3, taken[0]);
        Assert.InRange(taken.Sum(), Limit / 2, 2 * Limit / 3);
        Assert.Equal(taken.Sum(), _budget.Held);
    }

    [Fact]
    public void Whoever_comes_next_finds_some()
    {
        for (var address = 1; address <= 12; address++)
        {
            Assert.InRange(TakeAll(Open(address, "user")), 1, Limit / 3);
        }
    }

    [Fact]
    public void A_share_without_a_user_is_its_addresss()
    {
        Assert.Equal(2 * Limit / 3, TakeAll(Open(1, null)));
        Assert.Equal(0, TakeAll(Open(1, null)));
        Assert.True(Open(2, null).TryTake(1));
    }

    [Fact]
    public void What_was_not_given_is_not_counted_and_all_comes_back_in_any_order()
    {
        var random = new SeededRandom(11);
        var shares = Enumerable.Range(0, 12).Select(i => Open(i % 3, i % 2 == 0 ? null : $"user{i % 4}")).ToArray();
        var held = new long[shares.Length];
        for (var step = 0; step < 10_000; step++)
        {
            var i = random.Next(shares.Length);
            var bytes = 1 + random.Next(100);
            if (random.Next(2) == 0 && shares[i].TryTake(bytes))
            {
                held[i] += bytes;
            }
            else if (held[i] > 0)
            {
                bytes = (int)Math.Min(bytes, held[i]);
                shares[i].Return(bytes);
                held[i] -= bytes;
            }

            Assert.Equal(held.Sum(), _budget.Held);
            Assert.InRange(_budget.Held, 0, Limit);
        }

        for (var i = 0; i < shares.Length; i++)
        {
            shares[i].Close(); // what is under way comes back later
            shares[i].Return(held[i]);
        }

        Assert.Equal((0, 0), (_budget.Held, _budget.Holders));
    }

    private BudgetShare Open(int address, string? user) => _budget.Open(new IPAddress([10, 0, 0, (byte)address]), user);

    private static long TakeAll(BudgetShare share)
    {
        var taken = 0;
        while (share.TryTake(1))
        {
            taken++;
        }

        return taken;
    }

    /// <summary>Who is refused for what he holds himself drives nobody out, nor does anybody while there is plenty.</summary>
    [Fact]
    public void Who_holds_most_gives_way_when_it_is_short()
    {
        var budget = new FairBudget(90);
        var (large, small) = (budget.Open(IPAddress.Parse("10.0.0.1"), null), budget.Open(IPAddress.Parse("10.0.0.2"), null));
        Assert.Equal((60, 30), (large.Most, budget.Open(IPAddress.Parse("10.0.0.1"), "ada").Most));
        Assert.True(large.TryTake(40));
        Assert.False(large.MustYieldTo(small, 1)); // not short
        Assert.True(large.TryTake(15));
        Assert.False(small.TryTake(30));
        Assert.True(large.MustYieldTo(small, 30));
        Assert.False(large.MustYieldTo(small, 55));
        Assert.False(small.MustYieldTo(large, 1));
        Assert.False(large.MustYieldTo(budget.Open(IPAddress.Parse("10.0.0.1"), null), 1)); // his own
    }
}
