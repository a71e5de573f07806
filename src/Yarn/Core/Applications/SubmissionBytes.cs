using System.Runtime.InteropServices;
using Hathi.Yarn.Core.Model;

namespace Hathi.Yarn.Core.Applications;

/// <summary>What submissions take in memory, bytes: those of applications that run or wait by user, those of applications that have ended together. Changed by edits alone.</summary>
internal sealed class SubmissionBytes
{
    private readonly Dictionary<string, long> _live = new(StringComparer.Ordinal);

    /// <summary>Of applications that have ended and are not forgotten.</summary>
    public long Ended { get; private set; }

    /// <summary>Of a user's applications that have not ended.</summary>
    public long LiveOf(string user) => _live.GetValueOrDefault(user);

    public void Add(Submission submission) => CollectionsMarshal.GetValueRefOrAddDefault(_live, submission.User, out _) += submission.Payload.Length;

    public void End(Submission submission)
    {
        Ended += submission.Payload.Length;
        var left = LiveOf(submission.User) - submission.Payload.Length;
        if (left > 0)
        {
            _live[submission.User] = left;
        }
        else
        {
            _live.Remove(submission.User);
        }
    }

    public void Forget(Submission submission) => Ended -= submission.Payload.Length;
}
