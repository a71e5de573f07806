using System.Globalization;
using Hathi.Yarn.Protocol;

namespace Hathi.MapReduce.Client;

/// <summary>A job is an application: their ids have the same numbers.</summary>
internal static class JobIds
{
    internal static JobId ToJob(this ApplicationIdProto application) =>
        new(application.ClusterTimestamp.ToString(CultureInfo.InvariantCulture), application.Id);

    internal static ApplicationIdProto ToApplication(this JobId job) =>
        new() { ClusterTimestamp = long.Parse(job.Cluster, CultureInfo.InvariantCulture), Id = job.Number };
}
