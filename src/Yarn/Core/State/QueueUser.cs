using Hathi.Yarn.Core.Model;

namespace Hathi.Yarn.Core.State;

/// <summary>What a user has in a queue.</summary>
internal sealed class QueueUser(string name, bool fair)
{
    public string Name { get; } = name;

    /// <summary>By live containers and reservations.</summary>
    public Resource Used { get; set; }

    /// <summary>Containers and reservations that are not masters'.</summary>
    public int Tasks { get; set; }

    /// <summary>What the masters of its active applications take.</summary>
    public Resource MastersUsed { get; set; }

    /// <summary>Applications whose masters wait for room for masters.</summary>
    public AppOrder Inactive { get; } = new(fair: false);

    public int ActiveApplications { get; set; }

    public int PendingApplications { get; set; }

    /// <summary>Applications that are active and wait for containers.</summary>
    public AppOrder Waiting { get; } = new(fair);

    /// <summary>Where a <see cref="UserLine"/> has come to among <see cref="Waiting"/>.</summary>
    public ScheduledApplication? Cursor { get; set; }
}
