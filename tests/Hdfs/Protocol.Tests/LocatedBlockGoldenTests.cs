using Google.Protobuf;

namespace Hathi.Hdfs.Protocol.Tests;

/// <summary>A located block, byte for byte as PBHelperClient of Apache Hadoop 3.5.0 wrote it.</summary>
public class LocatedBlockGoldenTests
{
    private const string Hex =
        "0a2f0a1f42502d312d3132372e37372e302e3230302d3137303030303030303030303010818080800418e907208080804010808080401a86010a480a0c" +
        "3132372e37372e302e323031120670692d3230311a2464306335623761302d303030302d343030302d383030302d303030303030303030323031208a4d" +
        "28884d308b4d38894d1080808080802018959aef3a20808080808010288c9aef3a3080d095ffbc31380742072f7261636b2d31482a5000580060006800" +
        "780080010088010b20002a080a0012001a0022003201003802420444532d31";

    [Fact]
    public void Reads_and_writes_the_bytes_of_hadoop()
    {
        var block = LocatedBlockProto.Parser.ParseFrom(Convert.FromHexString(Hex));

        Assert.Equal("BP-1-127.77.0.200-1700000000000", block.B.PoolId);
        Assert.Equal(1073741825UL, block.B.BlockId);
        Assert.Equal(1001UL, block.B.GenerationStamp);
        Assert.Equal(134217728UL, block.Offset);
        var datanode = Assert.Single(block.Locs);
        Assert.Equal("127.77.0.201", datanode.Id.IpAddr);
        Assert.Equal(9866u, datanode.Id.XferPort);
        Assert.Equal("/rack-1", datanode.Location);
        Assert.True(datanode.HasNonDfsUsed);
        Assert.False(datanode.HasUpgradeDomain);
        Assert.Equal(StorageTypeProto.Ssd, Assert.Single(block.StorageTypes));
        Assert.Equal(Hex, Convert.ToHexStringLower(block.ToByteArray()));
    }
}
