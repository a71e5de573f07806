using Google.Protobuf.Collections;
using Hathi.Hadoop.Rpc;
using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.Datanode;

namespace Hathi.Hdfs.NameNode.Mapping;

/// <summary>DataNodes, their storages and registrations between the Core's types and the wire's.</summary>
internal static class DataNodeMapping
{
    // What names a DataNode comes with each of its calls; the first is its registration.
    private const string Operation = "registerDatanode";

    public static DatanodeIDProto ToProto(DataNodeId id) => new()
    {
        DatanodeUuid = id.Uuid,
        IpAddr = id.Address,
        HostName = id.HostName,
        XferPort = (uint)id.TransferPort,
        IpcPort = (uint)id.IpcPort,
        InfoPort = (uint)id.InfoPort,
        InfoSecurePort = (uint)id.InfoSecurePort,
    };

    public static DataNodeId FromProto(DatanodeIDProto id, string address) => new(
        RequestTexts.Uuid(Operation, id.DatanodeUuid),
        address,
        RequestTexts.Host(Operation, id.HostName),
        RequestNumbers.Port(id.XferPort),
        RequestNumbers.Port(id.IpcPort),
        RequestNumbers.Port(id.InfoPort),
        RequestNumbers.Port(id.InfoSecurePort));

    public static DatanodeInfoProto ToProto(DataNodeInfo node) => new()
    {
        Id = ToProto(node.Id),
        Capacity = (ulong)node.Capacity,
        DfsUsed = (ulong)node.Used,
        Remaining = (ulong)node.Remaining,
        BlockPoolUsed = (ulong)node.Used,
        LastUpdate = (ulong)node.LastUpdate,
        XceiverCount = (uint)node.TransferThreads,
        Location = node.Rack,
        NonDfsUsed = (ulong)node.NonDfsUsed,
        AdminState = (DatanodeInfoProto.Types.AdminState)node.AdminState,
        LastBlockReportTime = (ulong)node.LastBlockReport,
        NumBlocks = (uint)node.Blocks,
        SoftwareVersion = node.SoftwareVersion,
    };

    public static StorageInfoProto ToProto(StorageInfo storage) => new()
    {
        LayoutVersion = (uint)storage.LayoutVersion,
        NamespceID = (uint)storage.NamespaceId,
        ClusterID = storage.ClusterId,
        CTime = (ulong)storage.CTime,
    };

    public static StorageInfo FromProto(StorageInfoProto storage) =>
        new(
            RequestNumbers.Int(storage.LayoutVersion),
            RequestNumbers.Int(storage.NamespceID),
            RequestTexts.Name(Operation, storage.ClusterID),
            RequestNumbers.Long(storage.CTime));

    /// <summary>Who registers: a DataNode is where its connection comes from, whatever it says of itself.</summary>
    public static DataNodeRegistration Newcomer(DatanodeRegistrationProto proto, RpcCallContext call) =>
        FromProto(proto, call.Remote.Address.ToString(), call);

    /// <summary>
    /// Who makes a later call: with the address that the DataNode itself gives, which is what it was told when it registered.
    /// </summary>
    public static DataNodeRegistration Caller(DatanodeRegistrationProto proto, RpcCallContext call) =>
        FromProto(proto, RequestTexts.Host(Operation, proto.DatanodeID.IpAddr), call);

    private static DataNodeRegistration FromProto(DatanodeRegistrationProto proto, string address, RpcCallContext call) =>
        new(FromProto(proto.DatanodeID, address), FromProto(proto.StorageInfo), RequestTexts.Name(Operation, proto.SoftwareVersion))
        {
            CalledFrom = call.Remote.Address.ToString(),
        };

    public static DatanodeRegistrationProto ToProto(DataNodeRegistration registration) => new()
    {
        DatanodeID = ToProto(registration.Id),
        StorageInfo = ToProto(registration.Storage),
        Keys = NoKeys(),
        SoftwareVersion = registration.SoftwareVersion,
    };

    /// <summary>Block tokens are off.</summary>
    public static ExportedBlockKeysProto NoKeys() => new()
    {
        IsBlockTokenEnabled = false,
        KeyUpdateInterval = 0,
        TokenLifeTime = 0,
        CurrentKey = new BlockKeyProto { KeyId = 0, ExpiryDate = 0 },
    };

    /// <exception cref="RpcFault">There are too many, or an id is none.</exception>
    public static StorageReport[] FromProto(string operation, RepeatedField<StorageReportProto> reports) =>
        [.. RequestLists.Reports(operation, reports).Select(report => FromProto(operation, report))];

    private static StorageReport FromProto(string operation, StorageReportProto report) => new()
    {
        StorageId = RequestTexts.Uuid(operation, report.Storage?.StorageUuid ?? report.StorageUuid),
        Kind = KindOf(report.Storage),
        State = StateOf(report.Storage),
        Failed = report.Failed,
        Capacity = RequestNumbers.StorageBytes(report.Capacity),
        Used = RequestNumbers.StorageBytes(report.DfsUsed),
        Remaining = RequestNumbers.StorageBytes(report.Remaining),
        BlockPoolUsed = RequestNumbers.StorageBytes(report.BlockPoolUsed),
        NonDfsUsed = report.HasNonDfsUsed
            ? RequestNumbers.StorageBytes(report.NonDfsUsed)
            : Math.Max(0, RequestNumbers.StorageBytes(report.Capacity) - RequestNumbers.StorageBytes(report.DfsUsed)
                - RequestNumbers.StorageBytes(report.Remaining)),
    };

    public static StorageReportProto ToProto(StorageReport report) => new()
    {
        StorageUuid = report.StorageId,
        Failed = report.Failed,
        Capacity = (ulong)report.Capacity,
        DfsUsed = (ulong)report.Used,
        Remaining = (ulong)report.Remaining,
        BlockPoolUsed = (ulong)report.BlockPoolUsed,
        NonDfsUsed = (ulong)report.NonDfsUsed,
        Storage = new DatanodeStorageProto
        {
            StorageUuid = report.StorageId,
            StorageType = (StorageTypeProto)report.Kind,
            State = report.State == StorageState.ReadOnlyShared
                ? DatanodeStorageProto.Types.StorageState.ReadOnlyShared
                : DatanodeStorageProto.Types.StorageState.Normal,
        },
    };

    public static DatanodeStorageReportProto ToProto(DataNodeStorages node)
    {
        var proto = new DatanodeStorageReportProto { DatanodeInfo = ToProto(node.Node) };
        foreach (var storage in node.Storages)
        {
            proto.StorageReports.Add(ToProto(storage));
        }

        return proto;
    }

    public static StorageKind KindOf(DatanodeStorageProto? storage) =>
        storage is null ? StorageKind.Disk : RequestNumbers.StorageKind(storage.StorageType);

    public static StorageState StateOf(DatanodeStorageProto? storage) =>
        storage?.State == DatanodeStorageProto.Types.StorageState.ReadOnlyShared ? StorageState.ReadOnlyShared : StorageState.Normal;
}
