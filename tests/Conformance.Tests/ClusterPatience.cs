using System.Diagnostics;

namespace Hathi.Conformance.Tests;

/// <summary>
/// How long these tests wait before they say that something hangs: a machine that does eight other things takes five times as long, and
/// no test measures time.
/// </summary>
internal static class ClusterPatience
{
    /// <summary>For one command, also one that is a job in a dozen JVMs.</summary>
    public static readonly TimeSpan Command = TimeSpan.FromMinutes(20);

    /// <summary>For what a cluster does by itself.</summary>
    public static readonly TimeSpan Cluster = TimeSpan.FromMinutes(10);

    /// <summary>From one look to the next: most are a process of their own, which takes from what is waited for.</summary>
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(400);

    /// <summary>Looks until it is so or <see cref="Cluster"/> is over; false then.</summary>
    public static bool Until(Func<bool> condition)
    {
        using var looks = new PeriodicTimer(s_look);
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < Cluster)
        {
            if (condition())
            {
                return true;
            }

            looks.WaitForNextTickAsync().AsTask().GetAwaiter().GetResult();
        }

        return false;
    }

    /// <summary>
    /// What two clients see of a thing that may change is compared when the first saw the same before and after the other looked.
    /// </summary>
    public static void SeenAlike(Func<IEnumerable<string>> first, Func<IEnumerable<string>> other)
    {
        string[] before = [.. first()];
        string[] seen = [];
        Until(() =>
        {
            seen = [.. other()];
            var earlier = before;
            before = [.. first()];
            return before.SequenceEqual(earlier, StringComparer.Ordinal);
        });
        Assert.Equal(before, seen);
    }
}
