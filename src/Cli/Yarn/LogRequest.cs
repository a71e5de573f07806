using Hathi.Yarn.Protocol;

namespace Hathi.Cli.Yarn;

/// <summary>Whose logs, and which of them.</summary>
/// <param name="Application">Whose.</param>
/// <param name="Report">What the ResourceManager says of it; null when it has forgotten.</param>
/// <param name="Owner">Who ran it.</param>
/// <param name="Wanted">Which.</param>
internal sealed record LogRequest(ApplicationIdProto Application, ApplicationReportProto? Report, string Owner, LogSelection Wanted)
{
    /// <summary>It has not ended: its nodes have the logs. An application whose next attempt waits has those of the last.</summary>
    public bool IsRunning => Report is { YarnApplicationState: not (YarnApplicationStateProto.Finished
        or YarnApplicationStateProto.Failed
        or YarnApplicationStateProto.Killed) };
}
