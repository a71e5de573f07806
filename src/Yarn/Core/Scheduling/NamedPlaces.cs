using Hathi.Yarn.Core.State;

namespace Hathi.Yarn.Core.Scheduling;

/// <summary>Hosts or racks that somebody names, and those that there are. He may name many more: the smaller table is walked.</summary>
internal static class NamedPlaces
{
    /// <summary>How many are looked at.</summary>
    public static int Looks<T>(Dictionary<string, Place> named, Dictionary<string, T> there) => Math.Min(named.Count, there.Count);

    /// <summary>One of those that are named is there.</summary>
    /// <param name="named">By name.</param>
    /// <param name="there">By name.</param>
    /// <param name="relaxed">Only those count of which any node will do.</param>
    /// <param name="looks">How many were looked at.</param>
    public static bool Any<T>(Dictionary<string, Place> named, Dictionary<string, T> there, bool relaxed, out int looks)
    {
        looks = 0;
        if (named.Count <= there.Count)
        {
            foreach (var (name, place) in named)
            {
                looks++;
                if ((place.Relax || !relaxed) && there.ContainsKey(name))
                {
                    return true;
                }
            }

            return false;
        }

        foreach (var name in there.Keys)
        {
            looks++;
            if (named.TryGetValue(name, out var place) && (place.Relax || !relaxed))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Those that are named and there.</summary>
    /// <param name="named">By name.</param>
    /// <param name="there">By name.</param>
    /// <param name="relaxed">Only those of which any node will do.</param>
    /// <param name="found">Receives them in place of what is in it, in no order.</param>
    public static void Find<T>(Dictionary<string, Place> named, Dictionary<string, T> there, bool relaxed, List<T> found)
    {
        found.Clear();
        if (named.Count <= there.Count)
        {
            foreach (var (name, place) in named)
            {
                if ((place.Relax || !relaxed) && there.TryGetValue(name, out var one))
                {
                    found.Add(one);
                }
            }

            return;
        }

        foreach (var (name, one) in there)
        {
            if (named.TryGetValue(name, out var place) && (place.Relax || !relaxed))
            {
                found.Add(one);
            }
        }
    }
}
