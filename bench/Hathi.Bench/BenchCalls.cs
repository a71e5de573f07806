using System.Text;
using Hathi.Base.Cores;
using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Operations;

namespace Hathi.Bench;

/// <summary>Calls of one caller.</summary>
internal sealed class BenchCalls(Caller caller)
{
    public ClientRequest Count(string path) => new GetContentSummaryRequest { Caller = caller, Path = path };

    public ClientRequest Usage(string path) => new GetQuotaUsageRequest { Caller = caller, Path = path };

    public ClientRequest List(string path, string after, bool locations) => new GetListingRequest
    {
        Caller = caller, Path = path, StartAfter = Encoding.UTF8.GetBytes(after), NeedLocation = locations,
    };

    public ClientRequest Locations(string path) =>
        new GetBlockLocationsRequest { Caller = caller, Path = path, Offset = 0, Length = long.MaxValue };

    public ClientRequest Fsck(string path, int limit) => new FsckRequest { Caller = caller, Path = path, After = null, Limit = limit };

    public ClientRequest OpenFiles(string prefix) => new ListOpenFilesRequest
    {
        Caller = caller, AfterId = 0, PathPrefix = prefix, BlockingDecommissionOnly = false,
    };

    public ClientRequest Nodes() => new GetDatanodeReportRequest { Caller = caller, Kind = DataNodeFilter.All };

    public ClientRequest Storages() => new GetDatanodeStorageReportRequest { Caller = caller, Kind = DataNodeFilter.All };

    public ClientRequest Topology() => new GetTopologyRequest { Caller = caller };

    public ClientRequest Stats() => new GetStatsRequest { Caller = caller };

    public ClientRequest MetaSave() => new MetaSaveRequest { Caller = caller };

    public ClientRequest Corrupt(string path) => new ListCorruptFileBlocksRequest { Caller = caller, Path = path, Cookie = null };

    public ClientRequest Rename(string from, string to) =>
        new RenameRequest { Caller = caller, Key = CallKey.None, Source = from, Destination = to };

    public ClientRequest Delete(string path) => new DeleteRequest { Caller = caller, Key = CallKey.None, Path = path, Recursive = true };
}
