using System.Collections.Concurrent;

namespace Hathi.MapReduce.Shuffle.Serve;

/// <summary>The jobs whose map outputs are served: user and secret of each. Safe from any thread.</summary>
internal sealed class JobTable
{
    private const string ApplicationPrefix = "application_";
    private const string JobPrefix = "job_";

    private readonly ConcurrentDictionary<string, ShuffleJob> _jobs = new(StringComparer.Ordinal);

    internal void Add(string applicationId, string user, byte[] secret) =>
        _jobs[JobOf(applicationId)] = new ShuffleJob(applicationId, user, secret);

    internal void Remove(string applicationId) => _jobs.TryRemove(JobOf(applicationId), out _);

    internal ShuffleJob? Find(string jobId) => _jobs.GetValueOrDefault(jobId);

    private static string JobOf(string applicationId) => applicationId.StartsWith(ApplicationPrefix, StringComparison.Ordinal)
        ? JobPrefix + applicationId[ApplicationPrefix.Length..]
        : throw new ArgumentException(
            $"{applicationId} is no application id, such as application_1700000000000_0001.", nameof(applicationId));
}

/// <summary>One job.</summary>
internal sealed record ShuffleJob(string ApplicationId, string User, byte[] Secret);
