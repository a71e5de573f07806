using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.NameNode.Protocols;

/// <summary>The one block storage policy there is: HOT, number 7 (BlockStoragePolicySuite), which puts every replica on a disk.</summary>
internal static class StoragePolicies
{
    public static readonly BlockStoragePolicyProto Hot = new()
    {
        PolicyId = 7,
        Name = "HOT",
        CreationPolicy = new StorageTypesProto { StorageTypes = { StorageTypeProto.Disk } },
        CreationFallbackPolicy = new StorageTypesProto(),
        ReplicationFallbackPolicy = new StorageTypesProto { StorageTypes = { StorageTypeProto.Archive } },
    };

    public static readonly GetStoragePoliciesResponseProto All = new() { Policies = { Hot } };
}
