using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Keys;
using Hathi.MapReduce.Shuffle.Fetch;

namespace Hathi.MapReduce.Master;

/// <summary>The limits of fetching, from a job's configuration and the memory that the process may use.</summary>
internal static class FetchSettings
{
    // Apache takes 0.7 of the heap; ours holds the reducer's own buffers beside it.
    private const double ShareOfHeap = 0.5;

    internal static FetchOptions From(Configuration configuration) => new()
    {
        Fetchers = JobSettings.Number(configuration, TaskKeys.Fetchers),
        MemoryBytes = (long)(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes * ShareOfHeap),
        OwnHost = ContainerEnvironment.HostIfAny,
        Log = Console.Error,
        ConnectTimeout = configuration.Get(TaskKeys.FetchConnectTimeout),
        ReadTimeout = configuration.Get(TaskKeys.FetchReadTimeout),
    };
}
