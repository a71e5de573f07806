using Hathi.Base;
using Hathi.Ring.Node.Memory;
using Hathi.Ring.Node.Options;
using Microsoft.Extensions.Logging;

namespace Hathi.Ring.Node.Connections;

/// <summary>What the connections of a server have in common.</summary>
/// <param name="Limits">Their limits.</param>
/// <param name="Memory">The memory that they share.</param>
/// <param name="Handler">Runs their requests.</param>
/// <param name="Authenticator">Finds out who their clients are; null: all are let in.</param>
/// <param name="Events">Who wants to be told of what.</param>
/// <param name="Faults">Which faults of ours are told.</param>
/// <param name="Logger">Where to.</param>
internal sealed record ServerParts(
    ConnectionLimits Limits,
    ServerMemory Memory,
    IRequestHandler Handler,
    IAuthenticator? Authenticator,
    EventTargets Events,
    RepeatedFaults Faults,
    ILogger Logger);
