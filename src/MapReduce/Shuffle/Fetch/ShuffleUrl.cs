namespace Hathi.MapReduce.Shuffle.Fetch;

/// <summary>What a reduce asks a shuffle service for.</summary>
internal static class ShuffleUrl
{
    /// <summary>/mapOutput?job=…&amp;reduce=…&amp;map=…,…&amp;keepAlive=true: the connection is for more than one request.</summary>
    internal static string PathAndQuery(JobId job, int reduce, IEnumerable<TaskAttemptId> maps) =>
        $"{ShuffleProtocol.Path}?job={job}&reduce={reduce}&map={string.Join(',', maps)}&keepAlive=true";
}
