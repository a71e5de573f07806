using Hathi.Base;
using Hathi.Hadoop.Rpc;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.DataNode.Service;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.DataNode.Tests.Service;

/// <summary>Only a holder that is known to have nothing is left out of a recovery; what any other has is not known yet.</summary>
public sealed class RecoveryRefusalTests
{
    public static TheoryData<ReplicaError> Errors => [.. Enum.GetValues<ReplicaError>()];

    [Theory]
    [MemberData(nameof(Errors))]
    public void A_refusal_of_a_replica_here_says_that_there_is_nothing_only_when_it_is_missing_or_outdated(ReplicaError error) =>
        Assert.Equal(error is ReplicaError.NotFound or ReplicaError.Outdated, RecoveryLeader.HasNothing(new ReplicaFault(error, "no")));

    [Theory]
    [InlineData("org.apache.hadoop.hdfs.server.datanode.ReplicaNotFoundException", "Replica not found", true)]
    [InlineData(
        "java.io.IOException",
        "replica.getGenerationStamp() < block.getGenerationStamp(), block=blk_7_1002, replica=FinalizedReplica, blk_7_1001, FINALIZED\n"
        + "  getNumBytes() = 3",
        true)]
    [InlineData("java.io.IOException", "Block length mismatch, len=3 but r=ReplicaBeingWritten, blk_7_1001, RBW", false)]
    [InlineData("java.io.IOException", "Unable to stop existing writer for block BP-1:blk_7_1001 after 60000 milliseconds.", false)]
    [InlineData(
        "java.io.IOException", "THIS IS NOT SUPPOSED TO HAPPEN: replica.getBytesOnDisk() < replica.getVisibleLength(), replica=", false)]
    [InlineData("org.apache.hadoop.security.AccessControlException", "no", false)]
    public void A_refusal_of_another_node_likewise(string javaClass, string message, bool hasNothing) =>
        Assert.Equal(hasNothing, RecoveryLeader.HasNothing(new RpcRemoteException(javaClass, message, RpcErrorCode.Application, false)));

    [Fact]
    public void A_node_that_does_not_answer_or_cannot_read_its_disk_has_said_nothing()
    {
        Assert.False(RecoveryLeader.HasNothing(new IOException("connection refused")));
        Assert.False(RecoveryLeader.HasNothing(DiskException.OfRead(DiskFault.Medium, "/d", "EIO", null)));
    }
}
