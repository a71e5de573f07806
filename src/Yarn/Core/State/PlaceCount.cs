namespace Hathi.Yarn.Core.State;

/// <summary>How many hosts and racks an application names, for all kinds of containers, and all applications of its user.</summary>
/// <param name="ofUser">The user's, of all queues.</param>
internal sealed class PlaceCount(PlacesOfUser ofUser)
{
    public long Count { get; private set; }

    public long OfUser => ofUser.Count;

    public void Add(int places)
    {
        Count += places;
        ofUser.Count += places;
    }
}

/// <summary>What the applications of one user name together.</summary>
internal sealed class PlacesOfUser
{
    public long Count { get; set; }

    /// <summary>Those that are there.</summary>
    public int Applications { get; set; }
}
