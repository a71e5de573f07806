using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Permissions;

namespace Hathi.Hdfs.Core.Steps;

/// <summary>A call that was put off.</summary>
internal sealed class LongCall(ClientRequest request, Func<OperationContext, NameNodeInput, object?> operation, object? cursor)
{
    public ClientRequest Request { get; } = request;

    public Func<OperationContext, NameNodeInput, object?> Operation { get; } = operation;

    /// <summary>See <see cref="Progress.Cursor"/>.</summary>
    public object? Cursor { get; set; } = cursor;
}

/// <summary>
/// The calls of a kind that take more than one step, in turns. Bounded: each of them holds a place in the shell and a walk here.
/// </summary>
/// <param name="what">What they do, for those who are refused.</param>
/// <param name="permissions">Knows the superusers.</param>
internal sealed class LongCalls(string what, PermissionChecker permissions)
{
    /// <summary>
    /// Calls under way at a time. Each piece of one waits for a piece of every other: with 64 a walk is 64 times
    /// slower, and that is enough.
    /// </summary>
    public const int Limit = 64;

    /// <summary>Calls of one user under way at a time, so that one leaves room for others.</summary>
    public const int LimitOfUser = 16;

    /// <summary>
    /// Of <see cref="Limit"/> for superusers only: whoever looks for what is wrong is not kept from it by those who cause it.
    /// </summary>
    public const int OfSuperUsers = 8;

    private readonly List<LongCall> _waiting = [];

    public int Count => _waiting.Count;

    /// <summary>Takes in a call, or takes back one that <see cref="Next"/> gave.</summary>
    public void Add(LongCall call) => _waiting.Add(call);

    /// <summary>The one that has waited longest.</summary>
    public LongCall Next()
    {
        var next = _waiting[0];
        _waiting.RemoveAt(0);
        return next;
    }

    /// <summary>Whether there is a place for a caller, free or another's who has many.</summary>
    public bool HasRoom(Caller caller) => IsFree(caller) || LastOfMany(caller) is not null;

    /// <summary>Makes room for a caller, or refuses one for whom there is no place.</summary>
    /// <returns>The call that gives its place, and is refused in its turn; null: there was a free one.</returns>
    public LongCall? MakeRoom(Caller caller)
    {
        if (IsFree(caller))
        {
            return null;
        }

        if (LastOfMany(caller) is { } yields)
        {
            _waiting.Remove(yields);
            return yields;
        }

        throw Refusal(caller);
    }

    /// <summary>Why a caller has no place, or has lost it.</summary>
    public HdfsFault Refusal(Caller caller)
    {
        var own = CountOf(caller);
        return new HdfsFault(
            HdfsError.Retriable,
            $"{_waiting.Count} calls that {what} are under way, {own} of them by {caller.User}; "
            + $"at most {LimitFor(caller)} and {LimitOfUser} of one user are taken at a time, and who has many gives way to who has few. "
            + "Try again later.");
    }

    private bool IsFree(Caller caller) =>
        _waiting.Count < LimitOfUser || (_waiting.Count < LimitFor(caller) && CountOf(caller) < LimitOfUser);

    /// <summary>
    /// The youngest call of whoever has most, if he has more than the caller would have with one: first of an address, for names are
    /// claims, then of a user of the caller's own address. So no number of walks keeps out somebody who has none. Superusers' calls stay.
    /// </summary>
    private LongCall? LastOfMany(Caller caller)
    {
        if (CountOf(caller) >= LimitOfUser)
        {
            return null;
        }

        var calls = _waiting.FindAll(c => !permissions.IsSuperUser(c.Request.Caller));
        var own = calls.FindAll(c => c.Request.Caller.Address == caller.Address);
        var most = calls.GroupBy(static c => c.Request.Caller.Address, StringComparer.Ordinal).MaxBy(static g => g.Count());
        if (most is not null && most.Count() > own.Count + 1)
        {
            return HeaviestUser(most)!.Last();
        }

        var heaviest = HeaviestUser(own);
        return heaviest is null || heaviest.Count() <= CountOf(caller) + 1 ? null : heaviest.Last();
    }

    private static IGrouping<string, LongCall>? HeaviestUser(IEnumerable<LongCall> calls) =>
        calls.GroupBy(static c => c.Request.Caller.User, StringComparer.Ordinal).MaxBy(static g => g.Count());

    private int LimitFor(Caller caller) => permissions.IsSuperUser(caller) ? Limit : Limit - OfSuperUsers;

    private int CountOf(Caller caller)
    {
        var own = 0;
        foreach (var call in _waiting)
        {
            own += call.Request.Caller.User == caller.User ? 1 : 0;
        }

        return own;
    }
}
