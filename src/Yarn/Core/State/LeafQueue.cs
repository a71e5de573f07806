using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Options;

namespace Hathi.Yarn.Core.State;

/// <summary>A queue of applications.</summary>
internal sealed class LeafQueue(QueueSettings settings, ParentQueue? parent, ResourceRules rules) : SchedulerQueue(settings, parent)
{
    // Users that there is room for in any case.
    private const int SpareUsers = 64;

    private readonly Dictionary<string, QueueUser> _byName = new(StringComparer.Ordinal);

    // Who was refused for a maximum, and would be for ever if those behind took what is given back; null: nobody.
    private (ScheduledApplication Application, Demand Demand)? _waiter;

    // The last that was worked out, and of what: it is asked for before each container.
    private (Resource Shared, int Users, Resource Limit) _userLimit = (Resource.None, -1, Resource.None);

    public List<QueueUser> Users { get; } = [];

    /// <summary>Those that wait, in order, while a look or an offer takes one after the other.</summary>
    public UserLine Line { get; } = new();

    /// <summary>What masters take.</summary>
    public Resource MastersUsed { get; set; }

    /// <summary>What masters may take.</summary>
    public Resource MastersLimit { get; private set; }

    /// <summary>Applications submitted and not ended.</summary>
    public int Applications { get; set; }

    /// <summary>Users that wait for containers.</summary>
    public int ActiveUsers { get; set; }

    /// <summary>Something was freed or asked here that is worth a look.</summary>
    public bool IsDirty { get; set; }

    /// <summary>
    /// Somebody was refused for a limit since the last look: what is given back is worth one even where it does not fit itself.
    /// </summary>
    public bool WasAtLimit { get; set; }

    /// <summary>The last that was tried when some of all that wait were; null: the next are the first.</summary>
    public AppKey? SweptTo { get; set; }

    public override void Measure(Resource cluster, ResourceRules measures)
    {
        base.Measure(cluster, measures);
        MastersLimit = measures.PartUp(Maximum, Settings.MaximumAmResourcePercent);
        _userLimit.Users = -1;
    }

    /// <summary>
    /// Whether its limits refuse one container more of a demand. What is kept for the demand itself does not stand in its way, and no
    /// user's limit in that of a master: it has its place among masters already.
    /// </summary>
    /// <param name="application">Who asks, of this queue.</param>
    /// <param name="demand">For what.</param>
    /// <param name="byUser">It is the user's limit: the other demands of the application are refused as well.</param>
    public bool Refuses(ScheduledApplication application, Demand demand, out bool byUser)
    {
        var kept = application.Reservation is { } reservation && reservation.Demand == demand ? reservation.Resource : Resource.None;
        byUser = !demand.IsMaster && IsAtLimit(application.User, kept);
        if (byUser || IsOverMaximum(application, demand, demand.Capability - kept))
        {
            WasAtLimit = true;
            return true;
        }

        return false;
    }

    private bool IsOverMaximum(ScheduledApplication application, Demand demand, Resource more)
    {
        if (!HasRoomFor(more))
        {
            WaitFor(application, demand);
            return true;
        }

        if (_waiter?.Demand == demand)
        {
            _waiter = null; // it was within the maximum: it has had its turn
        }

        return IsKeptFromOthers(application, more);
    }

    // When what others have, masters apart, would be enough for it, those behind leave it room from now on.
    private void WaitFor(ScheduledApplication application, Demand demand)
    {
        if (rules.Fits(MastersUsed + demand.Capability, Maximum)
            && (Waiting() is not { } waiter || AppOrder.IsEarlier(application, waiter.Application)))
        {
            _waiter = (application, demand);
        }
    }

    // So much more would take from somebody who waits before this application.
    private bool IsKeptFromOthers(ScheduledApplication application, Resource more) =>
        Waiting() is { } waiter && waiter.Application != application && AppOrder.IsEarlier(waiter.Application, application)
        && !HasRoomFor(more + waiter.Demand.Capability);

    private (ScheduledApplication Application, Demand Demand)? Waiting()
    {
        if (_waiter is { } waiter
            && (waiter.Demand.Count == 0 || waiter.Application.Leaf != this || waiter.Application.Order != waiter.Application.User.Waiting
                || IsAtLimit(waiter.Application.User, Resource.None)))
        {
            _waiter = null;
        }

        return _waiter;
    }

    /// <summary>Why the queue does not take another application; null: it does.</summary>
    public string? WhyNotAdmitted(RmApp app)
    {
        for (SchedulerQueue? queue = this; queue is not null; queue = queue.Parent)
        {
            if (queue.Settings.State == QueueState.Stopped)
            {
                return $"Queue {queue.Path} is STOPPED. Cannot accept submission of application: {app.Id}";
            }
        }

        return Applications >= Settings.MaximumApplications
            ? $"Queue {Path} already has {Applications} applications, cannot accept submission of application: "
                + $"{app.Id} (yarn.scheduler.capacity.{Path}.maximum-applications)"
            : null;
    }

    public QueueUser User(string name)
    {
        if (!_byName.TryGetValue(name, out var user))
        {
            user = new QueueUser(name, Settings.Fair);
            _byName.Add(name, user);
            Users.Add(user);
        }

        return user;
    }

    /// <summary>A user that has no application here any more is forgotten.</summary>
    public void ForgetIfGone(QueueUser user)
    {
        if (user.ActiveApplications == 0 && user.PendingApplications == 0)
        {
            _byName.Remove(user.Name);
            Users.Remove(user);
            GiveBack();
        }
    }

    // What a burst of users has taken.
    private void GiveBack()
    {
        Line.Fit(Users.Count);
        if (Users.Capacity > SpareUsers && Users.Capacity / 4 > Users.Count)
        {
            Users.Capacity = Math.Max(SpareUsers, Users.Count);
            _byName.TrimExcess(Users.Capacity);
        }
    }

    /// <summary>
    /// So much more is within the maximum of this queue and of all above it. Where that is the whole cluster, the nodes are the limit.
    /// </summary>
    public bool HasRoomFor(Resource more)
    {
        for (SchedulerQueue? queue = this; queue is not null; queue = queue.Parent)
        {
            if (queue.HasMaximum && !rules.Fits(queue.Used + more, queue.Maximum))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>As above, for what moves here from another queue: in what is above both, it is already.</summary>
    public bool HasRoomFor(Resource more, LeafQueue from)
    {
        for (SchedulerQueue? queue = this; queue is not null && !queue.IsAbove(from); queue = queue.Parent)
        {
            if (queue.HasMaximum && !rules.Fits(queue.Used + more, queue.Maximum))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// What one user may have: an equal part of what the users that wait have together, at least the minimum percentage, at most the factor
    /// times the queue's capacity. A queue above its capacity shares what it has and one container more. Source:
    /// UsersManager.computeUserLimit.
    /// </summary>
    public Resource UserLimit()
    {
        var shared = rules.Fits(Guaranteed, Used) || rules.Share(Used, Guaranteed) >= 1 ? Used + rules.Minimum : Guaranteed;
        if (_userLimit.Users != ActiveUsers || _userLimit.Shared != shared)
        {
            var part = Math.Max(1.0 / Math.Max(1, ActiveUsers), Settings.MinimumUserLimitPercent / 100.0);
            var most = Settings.UserLimitFactor < 0 ? Maximum : rules.PartUp(Guaranteed, Settings.UserLimitFactor);
            _userLimit = (shared, ActiveUsers, Resource.Min(rules.PartUp(shared, part), most));
        }

        return _userLimit.Limit;
    }

    /// <summary>
    /// A user below the limit may go over it with one container, and besides masters has one in any case: otherwise what is larger than the
    /// limit would never run, and masters that take all of it would wait for ever.
    /// </summary>
    /// <param name="user">Who.</param>
    /// <param name="kept">A reservation that is not to be counted.</param>
    public bool IsAtLimit(QueueUser user, Resource kept) => user.Tasks - (kept.IsNone ? 0 : 1) > 0 && IsAtLimit(user, kept, UserLimit());

    /// <summary>The same, with the limit of this moment.</summary>
    public bool IsAtLimit(QueueUser user, Resource kept, Resource limit)
    {
        if (user.Tasks - (kept.IsNone ? 0 : 1) <= 0)
        {
            return false;
        }

        var used = user.Used - kept;
        return used.MemoryMiB >= limit.MemoryMiB || (rules.CpuDecides && used.VirtualCores >= limit.VirtualCores);
    }

    /// <summary>What the masters of one user may take: the same part of the room for masters as of the queue.</summary>
    public Resource UserMastersLimit()
    {
        var part = Math.Max(1.0 / Math.Max(1, Users.Count), Settings.MinimumUserLimitPercent / 100.0);
        return Settings.UserLimitFactor < 0 ? MastersLimit : rules.PartUp(MastersLimit, Math.Min(1, part * Settings.UserLimitFactor));
    }

    /// <summary>
    /// The application whose master is next to have a container: the first in order of users that have room for masters, when the queue
    /// has. It is not overtaken when the queue has not, so that a large one has its turn; when nobody else runs here, it is
    /// let in whatever it takes.
    /// </summary>
    public ScheduledApplication? NextToActivate()
    {
        ScheduledApplication? next = null;
        foreach (var user in Users)
        {
            if (user.Inactive.First is { } application && (next is null || user.Inactive.IsBefore(application, next))
                && (user.ActiveApplications == 0 || rules.Fits(user.MastersUsed + application.Master, UserMastersLimit())))
            {
                next = application;
            }
        }

        return next is not null && (ActiveApplications == 0 || rules.Fits(MastersUsed + next.Master, MastersLimit)) ? next : null;
    }

    /// <summary><see cref="Line"/> begins with those that are served first, of all users.</summary>
    public void BeginWithFirst()
    {
        Line.Clear();
        foreach (var user in Users)
        {
            if (user.Waiting.First is { } first)
            {
                Line.Add(user, first);
            }
        }
    }

    /// <summary><see cref="Line"/> begins with those that are served next after a place in the order, of all users.</summary>
    /// <param name="place">The place; null: before the first.</param>
    public void BeginAfter(AppKey? place)
    {
        if (place is not { } key)
        {
            BeginWithFirst();
            return;
        }

        Line.Clear();
        foreach (var user in Users)
        {
            if (user.Waiting.FirstAfter(key) is { } next)
            {
                Line.Add(user, next);
            }
        }
    }

    /// <summary>Goes on counting where an earlier configuration of the queue was.</summary>
    public void TakeCounts(LeafQueue before)
    {
        for (SchedulerQueue? queue = this; queue is not null; queue = queue.Parent)
        {
            queue.AppsSubmitted += before.AppsSubmitted;
            queue.AppsCompleted += before.AppsCompleted;
            queue.AppsKilled += before.AppsKilled;
            queue.AppsFailed += before.AppsFailed;
        }
    }
}
