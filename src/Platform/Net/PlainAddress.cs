using System.Net;

namespace Hathi.Platform.Net;

/// <summary>
/// One address for one peer: a socket that takes IPv6 too shows an IPv4 peer as <c>::ffff:a.b.c.d</c>. Where a connection comes in its
/// address is made plain, so that what counts, checks or prints it needs not know; an address of IPv6 stays what it is.
/// </summary>
public static class PlainAddress
{
    /// <summary>The address in the family that it belongs to.</summary>
    public static IPAddress Plain(this IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    /// <summary>The same with its port.</summary>
    public static IPEndPoint Plain(this IPEndPoint endPoint) =>
        endPoint.Address.IsIPv4MappedToIPv6 ? new(endPoint.Address.MapToIPv4(), endPoint.Port) : endPoint;
}
