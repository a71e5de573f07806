using Hathi.Ring.Protocol;
using Hathi.Ring.Protocol.Envelopes;

namespace Hathi.Ring.Node.Connections;

/// <summary>Runs what clients ask for once they have said who they are: QUERY, PREPARE, EXECUTE and BATCH. Safe from any thread.</summary>
internal interface IRequestHandler
{
    /// <summary>
    /// Runs a request on the thread that read it, which must not wait: whoever has to goes on elsewhere. It is answered once, by
    /// <see cref="RingCall.Begin"/> or <see cref="RingCall.Refuse"/>, at once or later; what is thrown before that is its answer.
    /// </summary>
    /// <param name="call">To be answered.</param>
    /// <param name="opcode">Which.</param>
    /// <param name="body">The message; gone when this returns.</param>
    void Handle(in RingCall call, Opcode opcode, RequestBody body);
}
