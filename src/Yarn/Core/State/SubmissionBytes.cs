using System.Runtime.InteropServices;
using Hathi.Yarn.Core.Model;

namespace Hathi.Yarn.Core.State;

/// <summary>
/// What submissions of applications that run or wait take in memory, bytes, by user. Changed by edits alone. Of those that have ended see
/// <see cref="EndedApplications"/>.
/// </summary>
internal sealed class SubmissionBytes
{
    private readonly Dictionary<string, long> _live = new(StringComparer.Ordinal);

    /// <summary>Of a user's applications that have not ended.</summary>
    public long LiveOf(string user) => _live.GetValueOrDefault(user);

    public void Add(Submission submission) =>
        CollectionsMarshal.GetValueRefOrAddDefault(_live, submission.User, out _) += submission.Payload.Length;

    public void End(Submission submission)
    {
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
}
