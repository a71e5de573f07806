using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Permissions;

namespace Hathi.Hdfs.Core.NameNode;

/// <summary>A call that was put off.</summary>
internal sealed class LongCall(ClientRequest request, Operation operation, object? cursor)
{
    public ClientRequest Request { get; } = request;

    public Operation Operation { get; } = operation;

    /// <summary>See <see cref="Progress.Cursor"/>.</summary>
    public object? Cursor { get; set; } = cursor;
}

/// <summary>The calls of a kind that take more than one step, in turns. Bounded: each of them holds a place in the shell and a walk here.</summary>
/// <param name="what">What they do, for those who are refused.</param>
/// <param name="permissions">Knows the superusers.</param>
internal sealed class LongCalls(string what, PermissionChecker permissions)
{
    /// <summary>Calls under way at a time. Each piece of one waits for a piece of every other: with 64 a walk is 64 times slower, and that is enough.</summary>
    public const int Limit = 64;

    /// <summary>Calls of one user under way at a time, so that one leaves room for others.</summary>
    public const int LimitOfUser = 16;

    /// <summary>Of <see cref="Limit"/> for superusers only: whoever looks for what is wrong is not kept from it by those who cause it.</summary>
    public const int OfSuperUsers = 8;

    private readonly Queue<LongCall> _waiting = new();

    public int Count => _waiting.Count;

    /// <summary>Takes in a call, or takes back one that <see cref="Next"/> gave.</summary>
    public void Add(LongCall call) => _waiting.Enqueue(call);

    /// <summary>The one that has waited longest.</summary>
    public LongCall Next() => _waiting.Dequeue();

    /// <summary>Whether there is a place for a caller.</summary>
    public bool HasRoom(Caller caller) => _waiting.Count < LimitOfUser || (_waiting.Count < LimitFor(caller) && CountOf(caller) < LimitOfUser);

    /// <summary>Refuses a caller for whom there is no place.</summary>
    public void RequireRoom(Caller caller)
    {
        if (!HasRoom(caller))
        {
            var own = CountOf(caller);
            throw new HdfsFault(
                HdfsError.Retriable,
                $"{_waiting.Count} calls that {what} are under way, {own} of them by {caller.User}; "
                + $"at most {LimitFor(caller)} and {LimitOfUser} of one user are taken at a time. Try again later.");
        }
    }

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
