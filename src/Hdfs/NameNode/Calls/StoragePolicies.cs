using Google.Protobuf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Server;
using Hathi.Hdfs.NameNode.Mapping;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.NameNode.Calls;

/// <summary>
/// ClientProtocol, calls about block storage policies: the eight that there are in HDFS, as facts to read. What is stored here is stored by
/// HOT, and no other can be set. Ids, names and types are those of Apache's <c>BlockStoragePolicySuite</c>.
/// </summary>
internal sealed class StoragePolicies(CallSite site)
{
    private const StorageTypeProto Disk = StorageTypeProto.Disk;
    private const string Missing = "File/Directory does not exist";
    private const StorageTypeProto Ssd = StorageTypeProto.Ssd;
    private const StorageTypeProto Archive = StorageTypeProto.Archive;
    private const StorageTypeProto Provided = StorageTypeProto.Provided;

    /// <summary>Every replica on a disk: what holds for every file here.</summary>
    private static readonly BlockStoragePolicyProto Hot = Policy(7, "HOT", [Disk], [], [Archive]);

    /// <summary>In the order of their ids, which is Apache's.</summary>
    private static readonly GetStoragePoliciesResponseProto All = new()
    {
        Policies =
        {
            Policy(1, "PROVIDED", [Provided, Disk], [Provided, Disk], [Provided, Disk]),
            Policy(2, "COLD", [Archive], [], []),
            Policy(5, "WARM", [Disk, Archive], [Disk, Archive], [Disk, Archive]),
            Hot,
            Policy(10, "ONE_SSD", [Ssd, Disk], [Ssd, Disk], [Ssd, Disk]),
            Policy(12, "ALL_SSD", [Ssd], [Disk], [Disk]),
            Policy(14, "ALL_NVDIMM", [StorageTypeProto.Nvdimm], [Disk], [Disk]),
            Policy(15, "LAZY_PERSIST", [StorageTypeProto.RamDisk, Disk], [Disk], [Disk]),
        },
    };

    public void AddTo(RpcProtocol protocol) => protocol
        .Add("getStoragePolicies", GetStoragePoliciesRequestProto.Parser, static (_, _) => new ValueTask<IMessage>(All))
        .Add("getStoragePolicy", GetStoragePolicyRequestProto.Parser, Get)
        .Add(
            "setStoragePolicy",
            SetStoragePolicyRequestProto.Parser,
            static (r, c) => throw Refusal($"setStoragePolicy {RequestTexts.Name(c.Method, r.PolicyName)}"))
        .Add("unsetStoragePolicy", UnsetStoragePolicyRequestProto.Parser, static (_, _) => throw Refusal("unsetStoragePolicy"));

    private async ValueTask<IMessage> Get(GetStoragePolicyRequestProto r, RpcCallContext c)
    {
        await site.RequireReadableAsync(c, RequestTexts.Path(c.Method, r.Path), Missing).ConfigureAwait(false);
        return new GetStoragePolicyResponseProto { StoragePolicy = Hot };
    }

    private static RpcFault Refusal(string what) => new(
        JavaExceptions.UnsupportedOperation,
        $"{what} is not supported by this NameNode: all files have the policy HOT, which puts every replica on a disk");

    private static BlockStoragePolicyProto Policy(
        uint id, string name, StorageTypeProto[] creation, StorageTypeProto[] creationFallback, StorageTypeProto[] replicationFallback) =>
        new()
        {
            PolicyId = id,
            Name = name,
            CreationPolicy = Types(creation),
            CreationFallbackPolicy = Types(creationFallback),
            ReplicationFallbackPolicy = Types(replicationFallback),
        };

    private static StorageTypesProto Types(StorageTypeProto[] types)
    {
        var message = new StorageTypesProto();
        message.StorageTypes.AddRange(types);
        return message;
    }
}
