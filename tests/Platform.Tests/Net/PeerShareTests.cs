using System.Net;
using Hathi.Platform.Net;

namespace Hathi.Platform.Tests.Net;

/// <summary>Whatever others have taken, who comes next finds something.</summary>
public sealed class PeerShareTests
{
    private const int Limit = 4_096;

    [Fact]
    public void An_address_that_is_alone_has_two_thirds_and_the_next_ones_find_some()
    {
        var share = new PeerShare(Limit);
        var taken = Enumerable.Range(1, 6).Select(i => TakeAll(share, i)).ToArray();
        Assert.Equal(share.Most, taken[0]);
        Assert.Equal(Limit * 2 / 3, taken[0]);
        Assert.All(taken, static t => Assert.True(t > 0));
        Assert.True(taken.Sum() < Limit);
    }

    [Fact]
    public void What_is_given_back_can_be_taken()
    {
        var share = new PeerShare(Limit);
        var all = TakeAll(share, 1);
        var second = TakeAll(share, 2);
        for (var i = 0; i < all; i++)
        {
            share.Give(Address(1));
        }

        Assert.Equal((Limit - second) * 2 / 3, TakeAll(share, 3), 1.0);
    }

    [Fact]
    public void Few_are_not_shared_out()
    {
        var share = new PeerShare(64);
        for (var i = 0; i < 64; i++)
        {
            Assert.True(share.TryTake(Address(1)));
        }
    }

    private static int TakeAll(PeerShare share, int address)
    {
        var taken = 0;
        while (share.TryTake(Address(address)))
        {
            taken++;
        }

        return taken;
    }

    private static IPAddress Address(int last) => new([10, 0, 0, (byte)last]);
}
