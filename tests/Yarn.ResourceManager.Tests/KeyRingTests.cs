using Hathi.Rpc.Tokens;
using Hathi.Yarn.ResourceManager.Secrets;

namespace Hathi.Yarn.ResourceManager.Tests;

public sealed class KeyRingTests
{
    [Fact]
    public void A_roll_announces_uses_and_keeps_what_was()
    {
        var first = KeyRing.New("x");
        var announced = first.Announce();
        Assert.Equal((1, 2), (announced.Current.KeyId, announced.Next!.KeyId));
        var rolled = announced.Activate();
        Assert.Equal((2, 1), (rolled.Current.KeyId, rolled.Previous!.KeyId));
        Assert.Null(rolled.Next);
        Assert.Equal(first.Current.Bytes.ToByteArray(), rolled.Find(1));
        Assert.Equal(announced.Next.Bytes.ToByteArray(), rolled.Find(2));
        Assert.Null(rolled.Announce().Activate().Find(1));
        Assert.Equal(announced, announced.Announce()); // a crash between the rings: nodes that have a number take no other key for it
        Assert.Equal(TokenPassword.KeyBytes, first.Current.Bytes.Length);
    }

    [Fact]
    public void It_is_kept_and_read_again()
    {
        foreach (var ring in new[] { KeyRing.New("x"), KeyRing.New("x").Announce(), KeyRing.New("x").Announce().Activate() })
        {
            Assert.Equal(ring, KeyRing.FromBytes("x", ring.ToBytes()));
        }
    }
}
