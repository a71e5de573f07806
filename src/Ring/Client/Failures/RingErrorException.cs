using Hathi.Base;
using Hathi.Ring.Protocol;
using Hathi.Ring.Protocol.Answers;

namespace Hathi.Ring.Client.Failures;

/// <summary>A server refused: its code, its message, and what it says beside them.</summary>
/// <param name="answer">As it came; codes that say more have records of their own.</param>
public sealed class RingErrorException(ErrorAnswer answer) : RefusedException(answer.Message)
{
    /// <summary>As it came: <see cref="UnavailableError"/> and its like say more than code and message.</summary>
    public ErrorAnswer Answer { get; } = answer;

    /// <summary>Cassandra's code.</summary>
    public ErrorCode Code => Answer.Code;
}
