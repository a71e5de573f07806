using System.Net;

namespace Hathi.Yarn.NodeManager.Tests.Support;

/// <summary>
/// Loopback addresses that nobody else has: what is started again at the same port finds it free, for no connection of another test can
/// have been given it meanwhile.
/// </summary>
internal static class OwnAddress
{
    private static int s_last;

    /// <summary>One that was not given out before; fifty thousand are there.</summary>
    internal static IPAddress Next()
    {
        var number = Interlocked.Increment(ref s_last);
        return new IPAddress([127, 1, (byte)(number / 200), (byte)(1 + number % 200)]);
    }
}
