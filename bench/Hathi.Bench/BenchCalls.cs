using System.Text;
using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.NameNode;
using Hathi.Hdfs.Core.Operations;

namespace Hathi.Bench;

/// <summary>Calls of one caller.</summary>
internal sealed class BenchCalls(Caller caller)
{
    public ClientRequest Count(string path) => new GetContentSummaryRequest { Ticket = 1, Caller = caller, Key = CallKey.None, Path = path };

    public ClientRequest Usage(string path) => new GetQuotaUsageRequest { Ticket = 1, Caller = caller, Key = CallKey.None, Path = path };

    public ClientRequest List(string path, string after, bool locations) => new GetListingRequest
    {
        Ticket = 1, Caller = caller, Key = CallKey.None, Path = path, StartAfter = Encoding.UTF8.GetBytes(after), NeedLocation = locations,
    };

    public ClientRequest Locations(string path) =>
        new GetBlockLocationsRequest { Ticket = 1, Caller = caller, Key = CallKey.None, Path = path, Offset = 0, Length = long.MaxValue };

    public ClientRequest Fsck(string path, int limit) => new FsckRequest { Ticket = 1, Caller = caller, Key = CallKey.None, Path = path, After = null, Limit = limit };

    public ClientRequest OpenFiles(string prefix) => new ListOpenFilesRequest
    {
        Ticket = 1, Caller = caller, Key = CallKey.None, AfterId = 0, PathPrefix = prefix, BlockingDecommissionOnly = false,
    };

    public ClientRequest Nodes() => new GetDatanodeReportRequest { Ticket = 1, Caller = caller, Key = CallKey.None, Kind = DataNodeFilter.All };

    public ClientRequest Storages() => new GetDatanodeStorageReportRequest { Ticket = 1, Caller = caller, Key = CallKey.None, Kind = DataNodeFilter.All };

    public ClientRequest Topology() => new GetTopologyRequest { Ticket = 1, Caller = caller, Key = CallKey.None };

    public ClientRequest Stats() => new GetStatsRequest { Ticket = 1, Caller = caller, Key = CallKey.None };

    public ClientRequest MetaSave() => new MetaSaveRequest { Ticket = 1, Caller = caller, Key = CallKey.None };

    public ClientRequest Corrupt(string path) => new ListCorruptFileBlocksRequest { Ticket = 1, Caller = caller, Key = CallKey.None, Path = path, Cookie = null };

    public ClientRequest Rename(string from, string to) => new RenameRequest { Ticket = 1, Caller = caller, Key = CallKey.None, Source = from, Destination = to };

    public ClientRequest Delete(string path) => new DeleteRequest { Ticket = 1, Caller = caller, Key = CallKey.None, Path = path, Recursive = true };
}
