using Hathi.Yarn.Core.Model;

namespace Hathi.Yarn.Core.Scheduling;

/// <summary>What a user has in a queue.</summary>
internal sealed class UserShare(string name, bool fair)
{
    public string Name { get; } = name;

    /// <summary>By live containers and reservations.</summary>
    public Resource Used { get; set; }

    public int ActiveApplications { get; set; }

    public int PendingApplications { get; set; }

    /// <summary>Applications that are active and wait for containers.</summary>
    public AppOrder Waiting { get; } = new(fair);

    /// <summary>Where an offer has come to among <see cref="Waiting"/>.</summary>
    public AppShare? Cursor { get; set; }
}
