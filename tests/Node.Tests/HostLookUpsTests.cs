using System.Net;
using System.Net.Sockets;

namespace Hathi.Node.Tests;

/// <summary>Hosts of a list are looked up side by side, so many at a time.</summary>
public sealed class HostLookUpsTests
{
    [Fact]
    public void Names_that_take_long_wait_side_by_side_and_not_all_at_once()
    {
        const int Hosts = 200;
        var (running, most, begun) = (0, 0, 0);
        using var together = new CountdownEvent(HostLookUps.AtATime);
        var found = HostLookUps.All(
            [.. Enumerable.Range(0, Hosts).Select(i => $"host{i}:98")],
            name =>
            {
                var now = Interlocked.Increment(ref running);
                for (var seen = Volatile.Read(ref most); now > seen
                    && Interlocked.CompareExchange(ref most, now, seen) != seen; seen = Volatile.Read(ref most))
                {
                }

                // The first look-ups end when as many have begun as there may be.
                if (Interlocked.Increment(ref begun) <= HostLookUps.AtATime)
                {
                    together.Signal();
                }

                Assert.True(together.Wait(TimeSpan.FromMinutes(2)), $"only {now} look-ups ran at a time");
                Interlocked.Decrement(ref running);
                return int.Parse(name[4..], System.Globalization.CultureInfo.InvariantCulture) % 3 == 0
                    ? throw new SocketException((int)SocketError.HostNotFound)
                    : [IPAddress.IPv6Loopback, IPAddress.Parse($"10.0.0.{name[4..]}")];
            });
        Assert.Equal(Enumerable.Range(0, Hosts).Select(i => i % 3 == 0 ? null : $"10.0.0.{i}:98"), found);
        Assert.Equal(HostLookUps.AtATime, most);
    }

    [Fact]
    public void What_nobody_foresaw_is_an_error_and_no_thread_dies_of_it()
    {
        var failed = Assert.Throws<RefreshException>(
            () => HostLookUps.All(["a", "b", "c"], static _ => throw new InvalidOperationException("out of luck")));
        Assert.Contains("out of luck", failed.Message, StringComparison.Ordinal);
    }
}
