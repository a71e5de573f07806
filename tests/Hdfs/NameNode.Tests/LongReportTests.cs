using Google.Protobuf;
using Hathi.Hadoop.Rpc;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.Datanode;

namespace Hathi.Hdfs.NameNode.Tests;

/// <summary>
/// Long reports are taken from DataNodes: whoever has not registered as one is refused before the report is held in memory.
/// </summary>
public sealed class LongReportTests
{
    [Fact]
    public async Task A_long_report_is_taken_from_an_address_that_a_DataNode_has_registered_from()
    {
        await using var nameNode = await NameNodeFixture.CreateAsync();
        await using var caller = new NameNodeCaller(nameNode);
        var version = await caller.AskAsync(
            ProtocolNames.Datanode, "versionRequest", new VersionRequestProto(), VersionResponseProto.Parser);
        var registration = new DatanodeRegistrationProto
        {
            DatanodeID = new DatanodeIDProto
            {
                IpAddr = "127.0.0.1", HostName = "node", DatanodeUuid = "node", XferPort = 1, InfoPort = 1, IpcPort = 1,
            },
            StorageInfo = version.Info.StorageInfo,
            Keys = new ExportedBlockKeysProto
            {
                IsBlockTokenEnabled = false, KeyUpdateInterval = 0, TokenLifeTime = 0,
                CurrentKey = new BlockKeyProto { KeyId = 0, ExpiryDate = 0 },
            },
            SoftwareVersion = "3.5.0",
        };

        foreach (var (method, report) in Reports(registration))
        {
            var refusal = await caller.RefusalAsync(ProtocolNames.Datanode, method, report, BlockReportResponseProto.Parser);
            Assert.Equal(JavaErrors.Io, refusal?.JavaClass);
            Assert.StartsWith(
                "No DataNode has registered from 127.0.0.1: requests of more than 1048576 bytes",
                refusal!.FirstLine,
                StringComparison.Ordinal);
        }

        await caller.AskAsync(
            ProtocolNames.Datanode,
            "registerDatanode",
            new RegisterDatanodeRequestProto { Registration = registration },
            RegisterDatanodeResponseProto.Parser);
        foreach (var (method, report) in Reports(registration))
        {
            var refusal = await caller.RefusalAsync(ProtocolNames.Datanode, method, report, BlockReportResponseProto.Parser);
            Assert.DoesNotContain("No DataNode has registered", refusal?.FirstLine ?? "", StringComparison.Ordinal);
        }
    }

    private static IEnumerable<(string Method, IMessage Report)> Reports(DatanodeRegistrationProto registration)
    {
        var unused = new string('x', 2 * 1024 * 1024);
        yield return ("blockReport", new BlockReportRequestProto
        {
            Registration = registration, BlockPoolId = "x", Reports = { new StorageBlockReportProto
            {
                Storage = new DatanodeStorageProto { StorageUuid = "DS-1" },
                BlocksBuffers = { ByteString.CopyFrom(new byte[2 * 1024 * 1024]) },
            } },
        });
        yield return ("blockReceivedAndDeleted",
            new BlockReceivedAndDeletedRequestProto { Registration = registration, BlockPoolId = unused });
        yield return ("cacheReport", new CacheReportRequestProto { Registration = registration, BlockPoolId = unused });
    }
}
