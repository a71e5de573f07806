using Hathi.Hadoop.Tokens;
using Hathi.Yarn.ResourceManager.Secrets;

namespace Hathi.Yarn.ResourceManager.Tests;

public sealed class KeyRingTests
{
    [Fact]
    public void A_roll_announces_uses_and_keeps_what_was()
    {
        var first = KeyRing.New("x");
        var announced = first.Announce();
        var id = first.Current.KeyId;
        Assert.Equal((id, id + 1), (announced.Current.KeyId, announced.Next!.KeyId));
        var rolled = announced.Activate();
        Assert.Equal((id + 1, id), (rolled.Current.KeyId, rolled.Previous!.KeyId));
        Assert.Null(rolled.Next);
        Assert.Equal(first.Current.Bytes.ToByteArray(), rolled.Find(id));
        Assert.Equal(announced.Next.Bytes.ToByteArray(), rolled.Find(id + 1));
        Assert.Null(rolled.Announce().Activate().Find(id));
        Assert.Equal(announced, announced.Announce()); // a crash between the rings: nodes that have a number take no other key for it
        Assert.Equal(TokenPassword.KeyBytes, first.Current.Bytes.Length);
    }

    [Fact]
    public void Another_ring_has_other_numbers()
    {
        // A ResourceManager whose state was lost: what nodes know of the one before must not pass for its keys. By chance
        // two in 2^31 are the same.
        var ids = Enumerable.Range(0, 20).Select(static _ => KeyRing.New("x").Current.KeyId).ToList();
        Assert.All(ids, static id => Assert.True(id > 0));
        Assert.True(ids.Distinct().Count() > 10);
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
