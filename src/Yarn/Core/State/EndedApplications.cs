using System.Runtime.InteropServices;
using Hathi.Yarn.Core.Model;

namespace Hathi.Yarn.Core.State;

/// <summary>
/// Applications that have ended and are not forgotten, in the order in which they did, and the bytes that are kept of their submissions.
/// Changed by edits alone.
/// </summary>
internal sealed class EndedApplications
{
    private readonly LinkedList<RmApp> _inOrder = new();
    private readonly Dictionary<ApplicationId, LinkedListNode<RmApp>> _byId = [];
    private readonly Dictionary<string, long> _bytesOf = new(StringComparer.Ordinal);

    public int Count => _byId.Count;

    /// <summary>Bytes kept of all their submissions.</summary>
    public long Bytes { get; private set; }

    /// <summary>The oldest first.</summary>
    public IReadOnlyCollection<RmApp> InOrder => _inOrder;

    public void Add(RmApp app)
    {
        _byId.Add(app.Id, _inOrder.AddLast(app));
        Bytes += app.Submission.Payload.Length;
        CollectionsMarshal.GetValueRefOrAddDefault(_bytesOf, app.User, out _) += app.Submission.Payload.Length;
    }

    /// <returns>False: it is none of them.</returns>
    public bool Remove(ApplicationId id)
    {
        if (!_byId.Remove(id, out var node))
        {
            return false;
        }

        var app = node.Value;
        _inOrder.Remove(node);
        Bytes -= app.Submission.Payload.Length;
        // none is left of who has only such as take nothing
        var left = _bytesOf.GetValueOrDefault(app.User) - app.Submission.Payload.Length;
        if (left > 0)
        {
            _bytesOf[app.User] = left;
        }
        else
        {
            _bytesOf.Remove(app.User);
        }

        return true;
    }

    /// <summary>
    /// The one that is forgotten when there are too many: the oldest whose master does not run any more; null: there is none.
    /// </summary>
    public RmApp? Oldest()
    {
        foreach (var app in _inOrder)
        {
            if (app.State != ApplicationState.Finishing)
            {
                return app;
            }
        }

        return null;
    }

    /// <summary>
    /// The one that is forgotten when they take too many bytes: the oldest of the user whose take the most, so that nobody pushes out what
    /// others have done. Null: there is none that takes any and whose master does not run any more.
    /// </summary>
    public RmApp? OldestOfLargest()
    {
        RmApp? found = null;
        foreach (var app in _inOrder)
        {
            if (app.State != ApplicationState.Finishing
                && app.Submission.Payload.Length > 0
                && (found is null || BytesOf(app) > BytesOf(found)))
            {
                found = app;
            }
        }

        return found;
    }

    private long BytesOf(RmApp app) => _bytesOf.GetValueOrDefault(app.User);
}
