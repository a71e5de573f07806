using System.Text;
using Hathi.Hdfs.Protocol.Storage;

namespace Hathi.Hdfs.Protocol.Tests;

public class StorageVersionFileTests
{
    /// <summary>As a NameNode of Apache Hadoop 3.5.0 wrote it.</summary>
    private const string NameNode = """
        #Sun Nov 22 04:00:49 UTC 2026
        namespaceID=1484004134
        blockpoolID=BP-1560283577-127.0.0.1-1795320049834
        storageType=NAME_NODE
        cTime=1795320049841
        clusterID=CID-22fbde4f-eaf4-4278-a880-b3014dd6a796
        layoutVersion=-67

        """;

    private static readonly StorageVersionFile Volume = new()
    {
        LayoutVersion = LayoutVersions.DataNode,
        CreationTime = 0,
        StorageType = StorageVersionFile.DataNodeType,
        ClusterId = "CID-1",
        StorageId = "DS-1",
        DatanodeUuid = "d0c5b7a0-0000-4000-8000-000000000201",
    };

    [Fact]
    public void Reads_the_file_of_a_hadoop_namenode()
    {
        var version = StorageVersionFile.Parse(Encoding.Latin1.GetBytes(NameNode));
        Assert.Equal(
            new StorageVersionFile
            {
                LayoutVersion = LayoutVersions.NameNode,
                CreationTime = 1795320049841,
                StorageType = StorageVersionFile.NameNodeType,
                ClusterId = "CID-22fbde4f-eaf4-4278-a880-b3014dd6a796",
                NamespaceId = 1484004134,
                BlockPoolId = "BP-1560283577-127.0.0.1-1795320049834",
            },
            version);
        Assert.Equal(version, StorageVersionFile.Parse(version.Format(DateTimeOffset.UnixEpoch)));
    }

    [Fact]
    public void Reads_the_files_of_a_hadoop_datanode()
    {
        const string OfVolume =
            "#Sun Nov 22 04:01:02 UTC 2026\ndatanodeUuid=8056da0e-2c04-4578-b47f-1ceb7c9ed06a\nstorageType=DATA_NODE\ncTime=0\n"
                + "clusterID=CID-22fbde4f-eaf4-4278-a880-b3014dd6a796\nlayoutVersion=-57\n"
                + "storageID=DS-2a7061bf-6135-4315-8638-1738d9ea2297\n";
        const string OfBlockPool = "#Sun Nov 22 04:01:02 UTC 2026\nnamespaceID=1484004134\n"
            + "blockpoolID=BP-1560283577-127.0.0.1-1795320049834\ncTime=1795320049841\nlayoutVersion=-57\n";
        Assert.Equal(
            Volume with
            {
                ClusterId = "CID-22fbde4f-eaf4-4278-a880-b3014dd6a796",
                StorageId = "DS-2a7061bf-6135-4315-8638-1738d9ea2297",
                DatanodeUuid = "8056da0e-2c04-4578-b47f-1ceb7c9ed06a",
            },
            StorageVersionFile.Parse(Encoding.Latin1.GetBytes(OfVolume)));
        Assert.Equal(
            new StorageVersionFile
            {
                LayoutVersion = LayoutVersions.DataNode,
                CreationTime = 1795320049841,
                NamespaceId = 1484004134,
                BlockPoolId = "BP-1560283577-127.0.0.1-1795320049834",
            },
            StorageVersionFile.Parse(Encoding.Latin1.GetBytes(OfBlockPool)));
    }

    [Fact]
    [GoldenBytes(typeof(StorageVersionFile), 0)]
    public void Writes_the_file_of_a_volume()
    {
        const string Expected = """
            #Thu Jan 01 00:00:00 UTC 1970
            storageID=DS-1
            clusterID=CID-1
            cTime=0
            datanodeUuid=d0c5b7a0-0000-4000-8000-000000000201
            storageType=DATA_NODE
            layoutVersion=-57

            """;
        Assert.Equal(Expected, Encoding.Latin1.GetString(Volume.Format(DateTimeOffset.UnixEpoch)));
        Assert.Equal(Volume, StorageVersionFile.Parse(Volume.Format(DateTimeOffset.UnixEpoch)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("layoutVersion=-57\n")]
    [InlineData("cTime=0\nlayoutVersion=minus\n")]
    [InlineData("cTime=0\nlayoutVersion=99999999999\n")]
    [InlineData("cTime=0\nlayoutVersion=-57\nclusterID=\\u12x4\n")]
    [InlineData("cTime=0\nlayoutVersion=-57\nclusterID=\\u12")]
    public void Refuses_what_is_no_version_file(string text) =>
        Assert.Throws<MalformedMessageException>(() => StorageVersionFile.Parse(Encoding.Latin1.GetBytes(text)));

    [Fact]
    public void Properties_are_read_by_the_rules_of_java()
    {
        const string Text = "# comment\n! another\\\n  a = 1\nb:2\\\n    3\nc 4\nd\n\\ e\\=f=\\u0041\\t\\:\n g\t=  h  \n=i\n";
        var pairs = JavaProperties.Parse(Encoding.Latin1.GetBytes(Text));
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["a"] = "1", ["b"] = "23", ["c"] = "4", ["d"] = "", [" e=f"] = "A\t:", ["g"] = "h  ", [""] = "i",
            },
            pairs);
    }

    [Fact]
    public void Properties_survive_a_round_trip()
    {
        var pairs = new Dictionary<string, string>
        {
            ["a b"] = " leading and trailing ",
            ["x=y:z#!"] = "\\ \t\n\r\f é ☃",
            ["empty"] = "",
        };
        Assert.Equal(pairs, JavaProperties.Parse(JavaProperties.Format("c", pairs)));
    }
}
