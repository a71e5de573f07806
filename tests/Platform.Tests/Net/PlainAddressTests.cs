using System.Net;
using Hathi.Platform.Net;

namespace Hathi.Platform.Tests.Net;

public sealed class PlainAddressTests
{
    [Theory]
    [InlineData("10.1.2.3", "10.1.2.3")]
    [InlineData("::ffff:10.1.2.3", "10.1.2.3")]
    [InlineData("2001:db8::a01:203", "2001:db8::a01:203")] // its last four bytes are those of 10.1.2.3
    [InlineData("::1", "::1")]
    public void A_peer_has_one_address_and_two_peers_have_two(string seen, string plain)
    {
        Assert.Equal(IPAddress.Parse(plain), IPAddress.Parse(seen).Plain());
        Assert.Equal(new IPEndPoint(IPAddress.Parse(plain), 7), new IPEndPoint(IPAddress.Parse(seen), 7).Plain());
    }
}
