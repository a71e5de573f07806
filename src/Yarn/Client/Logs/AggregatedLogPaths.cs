using System.Globalization;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.Client.Logs;

/// <summary>
/// Where the logs of ended applications lie: <c>ROOT/USER/bucket-SUFFIX-tfile/NNNN/APPLICATION/NODE_PORT</c>. Source: LogAggregationUtils,
/// LogAggregationTFileController of Apache Hadoop 3.5.0.
/// </summary>
/// <param name="Root">yarn.nodemanager.remote-app-log-dir, /tmp/logs.</param>
/// <param name="Suffix">yarn.nodemanager.remote-app-log-dir-suffix, logs.</param>
public sealed record AggregatedLogPaths(string Root, string Suffix)
{
    /// <summary>What a file that is being written ends with.</summary>
    public const string Unfinished = ".tmp";

    private const int Buckets = 10_000;

    /// <summary>All of a user's.</summary>
    public string User(string user) => $"{Root}/{user}";

    /// <summary>A user's, of this format.</summary>
    public string UserLogs(string user) => $"{User(user)}/bucket-{Suffix}-tfile";

    /// <summary>A user's applications whose numbers end alike.</summary>
    public string Bucket(string user, ApplicationIdProto application) =>
        string.Create(CultureInfo.InvariantCulture, $"{UserLogs(user)}/{application.Id % Buckets:D4}");

    /// <summary>One application's: a file for each node.</summary>
    public string Application(string user, ApplicationIdProto application) => $"{Bucket(user, application)}/{application.ToText()}";

    /// <summary>What one node wrote.</summary>
    public string Node(string user, ApplicationIdProto application, NodeIdProto node) =>
        $"{Application(user, application)}/{NodeName(node.ToText())}";

    /// <summary>The file's name for a node host:port.</summary>
    public static string NodeName(string node) => node.Replace(':', '_');
}
