using Hathi.Hadoop.Conf;
using Hathi.MapReduce.Shuffle.Fetch;

namespace Hathi.MapReduce.Master;

/// <summary>The limits of fetching, from a job's configuration and the memory that the process may use.</summary>
internal static class FetchSettings
{
    // Apache takes 0.7 of the heap; ours holds the reducer's own buffers beside it.
    private const double ShareOfHeap = 0.5;

    internal static FetchOptions From(Configuration configuration)
    {
        var options = new FetchOptions();
        return options with
        {
            Fetchers = JobSettings.Number(configuration, "mapreduce.reduce.shuffle.parallelcopies", options.Fetchers, 1, 1000),
            MemoryBytes = (long)(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes * ShareOfHeap),
            OwnHost = ContainerEnvironment.HostIfAny,
            Log = Console.Error,
            ConnectTimeout = configuration.GetTimeout("mapreduce.reduce.shuffle.connect.timeout", options.ConnectTimeout),
            ReadTimeout = configuration.GetTimeout("mapreduce.reduce.shuffle.read.timeout", options.ReadTimeout),
        };
    }
}
