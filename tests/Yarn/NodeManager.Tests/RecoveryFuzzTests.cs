using System.Text;
using Hathi.Yarn.NodeManager.Localize;
using Hathi.Yarn.NodeManager.Recovery;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.NodeManager.Tests;

/// <summary>The bytes of a node's memory, and what a node makes of others.</summary>
public sealed class RecoveryFuzzTests
{
    private const string Snapshot = "02000000" + "0161" + "02000000" + "0102" + "02C3A9" + "00000000";
    private const string Put = "01" + "0002" + "C3A9" + "0102";
    private const string Delete = "02" + "0001" + "61";

    // scope, URL, time, type, pattern, directory, path, bytes
    private const string Resource =
        "067075626C6963" + "0966696C653A2F2F2F61" + "0068E5CF8B010000" + "01000000" + "00" + "022F64" + "042F642F61" + "0700000000000000";

    private static readonly StoredResource s_resource =
        new(new ResourceKey(ResourceKey.PublicScope, "file:///a", 1_700_000_000_000, LocalResourceTypeProto.Archive, ""), "/d", "/d/a", 7);

    [Fact]
    [GoldenBytes(typeof(StateFormat), 0)]
    public void A_memory_has_these_bytes()
    {
        var values = new SortedDictionary<string, byte[]>(StringComparer.Ordinal) { ["a"] = [1, 2], ["é"] = [] };
        using var snapshot = new MemoryStream();
        StateFormat.WriteSnapshot(snapshot, [.. values]);
        Assert.Equal(Snapshot, Convert.ToHexString(snapshot.ToArray()));
        var read = StateFormat.Instance.Empty();
        StateFormat.Instance.Read(new MemoryStream(Convert.FromHexString(Snapshot)), read);
        Assert.Equal(values, read);

        Assert.Equal(Put, Convert.ToHexString(StateFormat.Record(StateFormat.Put, "é", [1, 2])));
        Assert.Equal(Delete, Convert.ToHexString(StateFormat.Record(StateFormat.Delete, "a", [])));
        StateFormat.Instance.Replay(read, Convert.FromHexString(Put));
        StateFormat.Instance.Replay(read, Convert.FromHexString(Delete));
        Assert.Equal(new SortedDictionary<string, byte[]>(StringComparer.Ordinal) { ["é"] = [1, 2] }, read);
    }

    [Fact]
    [GoldenBytes(typeof(StoredResource), 0)]
    public void A_fetched_resource_has_these_bytes()
    {
        Assert.Equal(Resource, Convert.ToHexString(s_resource.ToBytes()));
        Assert.Equal(s_resource, StoredResource.Read(Convert.FromHexString(Resource)));
    }

    [Fact]
    [Fuzzes(typeof(StateFormat))]
    public void Snapshots() => new Fuzz
    {
        Of = nameof(StateFormat),
        Good = [Convert.FromHexString(Snapshot), Large()],
        Decode = static bytes => StateFormat.Instance.Read(new MemoryStream(bytes), StateFormat.Instance.Empty()),
        Refusals = [typeof(FormatException), typeof(EndOfStreamException)],
    }.Run();

    [Fact]
    [Fuzzes(typeof(StateFormat))]
    public void Records() => new Fuzz
    {
        Of = nameof(StateFormat.Replay),
        Good = [Convert.FromHexString(Put), Convert.FromHexString(Delete)],
        Decode = static bytes => StateFormat.Instance.Replay(StateFormat.Instance.Empty(), bytes),
        Refusals = [typeof(FormatException)],
    }.Run();

    [Fact]
    [Fuzzes(typeof(StoredResource))]
    public void Resources() => new Fuzz
    {
        Of = nameof(StoredResource),
        Good = [Convert.FromHexString(Resource)],
        Decode = static bytes => StoredResource.Read(bytes),
        Refusals = [typeof(FormatException)],
    }.Run();

    /// <summary>Room for two gigabytes was made before the first byte was there; a length below zero threw what nobody expects.</summary>
    [Theory]
    [InlineData("01000000" + "0161" + "FFFFFF7F" + "0102", typeof(EndOfStreamException))]
    [InlineData("01000000" + "0161" + "FFFFFFFF" + "0102", typeof(FormatException))]
    [InlineData("FFFFFFFF", typeof(FormatException))]
    public void A_length_is_believed_as_far_as_bytes_come(string hex, Type refusal)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws(refusal, () => StateFormat.Instance.Read(new MemoryStream(Convert.FromHexString(hex)), StateFormat.Instance.Empty()));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    /// <summary>It ended the start of the node as the end of some stream.</summary>
    [Fact]
    public void A_resource_that_was_cut_off_is_no_resource()
    {
        var whole = Convert.FromHexString(Resource);
        for (var length = 0; length < whole.Length; length++)
        {
            Assert.Throws<FormatException>(() => StoredResource.Read(whole[..length]));
        }
    }

    private static byte[] Large()
    {
        using var snapshot = new MemoryStream();
        StateFormat.WriteSnapshot(snapshot, [new("large", Encoding.ASCII.GetBytes(new string('x', 100_000))), new("b", [1])]);
        return snapshot.ToArray();
    }
}
