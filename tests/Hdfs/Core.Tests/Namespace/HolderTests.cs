using Hathi.Base.Cores;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Operations;

namespace Hathi.Hdfs.Core.Tests.Namespace;

/// <summary>Who may write in the name of a holder: not everybody who knows the name and the number of a file or block.</summary>
public class HolderTests
{
    private const ushort OwnersOnly = 0x1C0;
    private readonly Cluster _cluster = new();

    /// <summary>The calls that a holder makes about a file that it writes, by name.</summary>
    public static TheoryData<string> WritersCalls => [.. Calls("", Cluster.Ada, 0, default)
        .Where(c => c is not (CreateRequest or AppendRequest or RecoverLeaseRequest or RenewLeaseRequest))
        .Select(c => c.GetType().Name)];

    public static TheoryData<string> AllCalls => [.. Calls("", Cluster.Ada, 0, default).Select(c => c.GetType().Name)];

    [Fact]
    public void All_calls_that_name_a_holder_are_tried_here()
    {
        var all = typeof(ClientRequest).Assembly.GetTypes()
            .Where(t => t.IsSubclassOf(typeof(ClientRequest)) && t.GetProperty("ClientName") != null && !t.IsAbstract).ToList();
        Assert.All(
            all, t => Assert.True(t.IsSubclassOf(typeof(HolderRequest)), $"{t.Name} names a holder and is no {nameof(HolderRequest)}"));
        Assert.Equal(
            all.Select(t => t.Name).Order(StringComparer.Ordinal),
            Calls("", Cluster.Ada, 0, default).Select(c => c.GetType().Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(AllCalls))]
    public void Nobody_acts_in_the_name_of_the_NameNode(string call)
    {
        var (file, block) = TakenBack();
        var digest = _cluster.Core.Digest();
        var refused = Cluster.Refused(HdfsError.AccessControl, () => _cluster.Ask(Call(call, "HDFS_NameNode", Cluster.Root, file, block)));
        Assert.StartsWith("Permission denied: user=root calls itself HDFS_NameNode", refused, StringComparison.Ordinal);
        Assert.Equal(digest, _cluster.Core.Digest());
    }

    [Theory]
    [MemberData(nameof(AllCalls))]
    public void In_safe_mode_no_holder_changes_anything(string call)
    {
        var (file, block) = Written();
        _cluster.Blocks.InSafeMode = true;
        var digest = _cluster.Core.Digest();
        Cluster.Refused(HdfsError.SafeMode, () => _cluster.Ask(Call(call, "adas", Cluster.Ada, file, block)));
        Assert.Equal(digest, _cluster.Core.Digest());
    }

    [Theory]
    [MemberData(nameof(WritersCalls))]
    public void A_number_is_no_way_round_permissions(string call)
    {
        var (file, block) = Written();
        var digest = _cluster.Core.Digest();
        Assert.Equal(
            "Permission denied: user=bob, access=EXECUTE, inode=\"/private\":ada:supergroup:drwx------",
            Cluster.Refused(HdfsError.AccessControl, () => _cluster.Ask(Call(call, "adas", Cluster.Bob, file, block))));
        _cluster.Chmod("/private", 0x1FF);
        Assert.Equal(
            "Permission denied: user=bob, access=WRITE, inode=\"/private/f\":ada:supergroup:-rw-r--r--",
            Cluster.Refused(HdfsError.AccessControl, () => _cluster.Ask(Call(call, "adas", Cluster.Bob, file, block))));
        _cluster.Chmod("/private", OwnersOnly);
        Assert.Equal(digest, _cluster.Core.Digest());
    }

    [Theory]
    [MemberData(nameof(WritersCalls))]
    public void By_number_nobody_learns_what_a_file_is_called_or_who_writes_it(string call)
    {
        var (file, block) = Written();
        var refused = Cluster.Refused(HdfsError.AccessControl, () => _cluster.Ask(Call(call, "guess", Cluster.Bob, file, block)));
        Assert.DoesNotContain("/private/f", refused, StringComparison.Ordinal);
        Assert.DoesNotContain("adas", refused, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(WritersCalls))]
    public void The_writer_goes_on_where_he_could_not_get_by_path(string call)
    {
        var (file, block) = Written();
        _cluster.Chmod("/", OwnersOnly);
        _cluster.Chown("/private/f", "root", null);
        _cluster.Ask(Call(call, "adas", Cluster.Ada, file, block));
    }

    [Theory]
    [MemberData(nameof(WritersCalls))]
    public void After_a_restart_the_owner_goes_on(string call)
    {
        var (file, block) = Written();
        _cluster.Chmod("/", OwnersOnly);
        _cluster.Copied(1000).Ask(Call(call, "adas", Cluster.Ada, file, block));
        Cluster.Refused(HdfsError.AccessControl, () => _cluster.Copied(1000).Ask(Call(call, "adas", Cluster.Bob, file, block)));
    }

    [Fact]
    public void Who_recovers_a_lease_or_appends_writes_from_then_on()
    {
        var (file, block) = Written();
        _cluster.Chmod("/private", 0x1FF);
        _cluster.Chmod("/private/f", 0x1FF);
        Assert.Equal(false, _cluster.Ask(Call(nameof(RecoverLeaseRequest), "bobs", Cluster.Bob, file, block)));
        _cluster.Chmod("/private", OwnersOnly);
        _cluster.Ask(Call(nameof(FsyncRequest), "bobs", Cluster.Bob, file, block));
    }

    // A file of Ada's in a directory of hers.
    private (long File, Block Block) Written()
    {
        _cluster.Chmod("/", 0x1FF);
        _cluster.Mkdirs("/private", Cluster.Ada, OwnersOnly);
        var file = _cluster.Create("/private/f", Cluster.Ada, client: "adas").InodeId;
        var block = _cluster.AddBlock("/private/f", client: "adas").Block;
        _cluster.Ask(Call(nameof(UpdateBlockForPipelineRequest), "adas", Cluster.Ada, file, block)); // the stamp of a new pipeline
        return (file, block);
    }

    // The same, and the NameNode has taken it back.
    private (long File, Block Block) TakenBack()
    {
        var written = Written();
        _cluster.Pass(_cluster.Options.LeaseHardLimit + 1);
        _cluster.Tick();
        Assert.False(_cluster.IsClosed("/private/f"));
        return written;
    }

    private static ClientRequest Call(string name, string holder, Caller caller, long file, Block block) =>
        Calls(holder, caller, file, block).Single(c => c.GetType().Name == name);

    private static ClientRequest[] Calls(string holder, Caller caller, long file, Block block)
    {
        const string Path = "/private/f";
        var key = new CallKey(9, 9, 9);
        var stamped = block with { GenerationStamp = block.GenerationStamp + 1 };
        return
        [
            new AbandonBlockRequest { Caller = caller, Path = Path, ClientName = holder, FileId = file, Block = block },
            new AddBlockRequest
            {
                Caller = caller, Path = Path, ClientName = holder, FileId = file, Previous = null, ExcludedUuids = [], FavoredHosts = [],
                Flags = AddBlockFlags.None,
            },
            new AppendRequest { Caller = caller, Key = key, Path = Path, ClientName = holder, Flags = CreateFlags.Append },
            new CompleteRequest { Caller = caller, Path = Path, ClientName = holder, FileId = file, Last = block },
            new CreateRequest
            {
                Caller = caller, Key = key, Path = Path, Masked = 0x1A4,
                Unmasked = 0x1A4, ClientName = holder, Flags = CreateFlags.Create | CreateFlags.Overwrite,
                CreateParent = true, Replication = 3, BlockSize = 1024,
            },
            new FsyncRequest { Caller = caller, Path = Path, ClientName = holder, FileId = file, LastBlockLength = -1 },
            new GetAdditionalDatanodeRequest
            {
                Caller = caller, Path = Path, ClientName = holder, FileId = file, Block = block, Existing = [FakeBlocks.Node(1).Id],
                ExistingStorageIds = ["DS-uuid-1"], ExcludedUuids = [], Count = 1,
            },
            new RecoverLeaseRequest { Caller = caller, Path = Path, ClientName = holder },
            new RenewLeaseRequest { Caller = caller, ClientName = holder },
            new UpdateBlockForPipelineRequest { Caller = caller, ClientName = holder, Block = block },
            new UpdatePipelineRequest
            {
                Caller = caller, Key = key, ClientName = holder,
                OldBlock = block, NewBlock = stamped, NewUuids = ["uuid-1"], NewStorageIds = ["DS-uuid-1"],
            },
        ];
    }
}
