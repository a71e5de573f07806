using Microsoft.Extensions.Logging;

namespace Hathi.Node;

/// <summary>
/// What a node tells of its NameNode's directory, settings and lists of hosts before that one runs. Event ids 1100 … 1199; they only
/// grow.
/// </summary>
internal static partial class NameNodeSettingsLog
{
    [LoggerMessage(1100, LogLevel.Information, "formatted {Directory}")]
    internal static partial void Formatted(this ILogger log, string directory);

    [LoggerMessage(1101, LogLevel.Warning, "{Reason}")]
    internal static partial void HostsNotLookedUp(this ILogger log, string reason);

    [LoggerMessage(1102, LogLevel.Warning, "{Problem}. It is left out {Until}")]
    internal static partial void HostLeftOut(this ILogger log, string problem, string until);

    [LoggerMessage(1103, LogLevel.Warning,
        "{Problem}. A DataNode that gives itself this name, with or without its domain, is left out unless it is known to be another "
        + "host; the name is looked up again and again")]
    internal static partial void NameLeftOut(this ILogger log, string problem);

    [LoggerMessage(1104, LogLevel.Warning, "no list of {Setting} is in effect: {Reason}")]
    internal static partial void NoList(this ILogger log, object setting, string reason);

    [LoggerMessage(1105, LogLevel.Warning, "{Setting} = {Value} is passed over: {Kept} checkpoints are kept")]
    internal static partial void SettingPassedOver(this ILogger log, object setting, int value, int kept);
}
