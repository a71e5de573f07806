using System.Buffers;
using System.Text;
using Hathi.Base;
using Hathi.Base.Cores;
using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.Image;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.NameNode;
using Hathi.Hdfs.Core.Operations;
using Hathi.Hdfs.Core.Options;

namespace Hathi.Hdfs.Core.Tests.Namespace;

/// <summary>A NameNode core with a fake block side, a clock that a test turns, and its log in a list.</summary>
internal sealed class Cluster
{
    public static readonly Caller Root = new("root", ["root"], "127.77.14.1");
    public static readonly Caller Ada = new("ada", ["users", "ada"], "127.77.14.2");
    public static readonly Caller Bob = new("bob", ["bob"], "127.77.14.3");
    private readonly List<Effect> _effects = [];
    private int _pieces;
    private int _call;

    public Cluster(NameNodeOptions? options = null)
    {
        Options = options ?? DefaultOptions;
        FakeBlocks? blocks = null;
        Core = new NameNodeCore(Options, owner => Side(blocks = new FakeBlocks(owner)));
        Blocks = blocks!;
        Core.Start(Now);
    }

    /// <summary>With something around the block side.</summary>
    public Cluster(Func<BlockSide, BlockSide> around)
    {
        Options = DefaultOptions;
        FakeBlocks? blocks = null;
        Core = new NameNodeCore(Options, owner => around(Side(blocks = new FakeBlocks(owner))));
        Blocks = blocks!;
        Core.Start(Now);
    }

    /// <summary>With a block side that is not made up; <see cref="Blocks"/> is not there.</summary>
    public Cluster(NameNodeOptions options, Func<IBlockOwner, BlockSide> side)
    {
        Options = options;
        Blocks = null!;
        Core = new NameNodeCore(options, side);
        Core.Start(Now);
    }

    public static NameNodeOptions DefaultOptions => new() { SuperUser = "root", MinBlockSize = 16, LongestGap = long.MaxValue };

    public NameNodeOptions Options { get; }

    public NameNodeCore Core { get; }

    public FakeBlocks Blocks { get; }

    public List<byte[]> Log { get; } = [];

    public List<string> Notes { get; } = [];

    public Now Now { get; set; } = new(1_700_000_000_000, 1_000);

    /// <summary>Milliseconds pass.</summary>
    public void Pass(long milliseconds) => Now = new Now(Now.WallMilliseconds + milliseconds, Now.MonotonicMilliseconds + milliseconds);

    /// <summary>A key that no call had before.</summary>
    public CallKey NewKey() => new(1, 2, ++_call);

    /// <summary>Steps as often as it takes, and gives the answer or throws the refusal.</summary>
    public object? Ask(NameNodeInput input)
    {
        var step = input;
        object? answer;
        while (!TryAsk(step, input, out answer))
        {
            Assert.True(Core.HasBackgroundWork, $"{input.GetType().Name} was not answered");
            step = new NextPiece();
        }

        return answer;
    }

    /// <summary>One step.</summary>
    /// <param name="step">What is stepped.</param>
    /// <param name="call">Whose answer is looked for: the same, or one that was put off.</param>
    /// <returns>Whether there was an answer; a refusal is thrown.</returns>
    public bool TryAsk(NameNodeInput step, NameNodeInput call, out object? answer)
    {
        Assert.True(step is not NextPiece { } || ++_pieces < Patience.MaxPieces, "there is always one piece more");
        _effects.Clear();
        Core.Step(Now, step, _effects);
        answer = null;
        CoreFault? fault = null;
        var answered = false;
        foreach (var effect in _effects)
        {
            switch (effect.Kind)
            {
                case EffectKind.AppendEdit:
                    Assert.False(answered, "an edit comes behind the answer that tells of it");
                    Log.Add(effect.Record.ToArray());
                    break;
                case EffectKind.Reply when (effect.Of ?? step) == call:
                    answer = effect.Result;
                    answered = true;
                    break;
                case EffectKind.Refuse when (effect.Of ?? step) == call:
                    fault = effect.Fault;
                    answered = true;
                    break;
                case EffectKind.PutOff:
                    PutOff++;
                    break;
                case EffectKind.Reply or EffectKind.Refuse:
                    Failed += effect.Kind == EffectKind.Refuse ? 1 : 0;
                    break;
                default:
                    Notes.Add(effect.Message!);
                    break;
            }
        }

        return fault == null ? answered : throw fault;
    }

    /// <summary>Calls that took more than one step.</summary>
    public int PutOff { get; private set; }

    /// <summary>Refusals of calls that nobody looked for.</summary>
    public int Failed { get; private set; }

    public void Tick() => TryAsk(new Tick(), null!, out _);

    public void NextPiece() => TryAsk(new NextPiece(), null!, out _);

    /// <summary>Everything that goes on in pieces, to its end.</summary>
    public void Settle()
    {
        while (Core.HasBackgroundWork)
        {
            NextPiece();
        }
    }

    /// <summary>A core that can still be replayed into.</summary>
    public static Cluster NotStarted() => new(DefaultOptions, new Now(1_700_000_000_000, 1_000));

    /// <summary>A new core that has replayed the log of this one.</summary>
    public Cluster Restarted()
    {
        var again = new Cluster(Options, Now);
        foreach (var record in Log)
        {
            again.Core.Replay(record);
        }

        again.Log.AddRange(Log);
        again._call = _call;
        again.Core.Start(Now);
        return again;
    }

    /// <summary>A new core that has read an image of this one.</summary>
    public Cluster Copied(int pieceBytes)
    {
        var image = Image();
        var copy = new Cluster(Options, Now);
        var reader = new ImageReader(copy.Core);
        for (var at = 0; at < image.Length; at += pieceBytes)
        {
            reader.Read(image.AsSpan(at, Math.Min(pieceBytes, image.Length - at)));
        }

        reader.Finish();
        copy._call = _call;
        copy.Core.Start(Now);
        return copy;
    }

    public byte[] Image()
    {
        var sink = new ArrayBufferWriter<byte>();
        var writer = new ImageWriter(Core);
        while (writer.WriteNext(sink))
        {
        }

        return sink.WrittenSpan.ToArray();
    }

    public bool Mkdirs(string path, Caller? caller = null, ushort mode = 0x1ED) => (bool)Ask(new MkdirsRequest
    {
        Caller = caller ?? Root, Path = path, Masked = mode, Unmasked = mode, CreateParent = true,
    })!;

    public FileStatus Create(
        string path, Caller? caller = null, CreateFlags flags = CreateFlags.Create, string client = "client", short replication = 3,
        long blockSize = 1024,
        CallKey? key = null) => (FileStatus)Ask(new CreateRequest
    {
        Caller = caller ?? Root, Key = key ?? NewKey(), Path = path, Masked = 0x1A4, Unmasked = 0x1A4, ClientName = client, Flags = flags,
        CreateParent = true, Replication = replication, BlockSize = blockSize,
    })!;

    public LocatedBlock AddBlock(string path, Block? previous = null, string client = "client", long fileId = 0) =>
        (LocatedBlock)Ask(new AddBlockRequest
        {
            Caller = Root, Path = path, ClientName = client, FileId = fileId, Previous = previous, ExcludedUuids = [],
            FavoredHosts = [], Flags = AddBlockFlags.None,
        })!;

    public bool Complete(string path, Block? last = null, string client = "client", long fileId = 0) => (bool)Ask(new CompleteRequest
    {
        Caller = Root, Path = path, ClientName = client, FileId = fileId, Last = last,
    })!;

    /// <summary>A closed file of blocks of these lengths.</summary>
    public FileStatus Write(string path, Caller? caller, params long[] lengths)
    {
        var status = Create(path, caller, CreateFlags.Create | CreateFlags.Overwrite);
        Block? previous = null;
        foreach (var length in lengths)
        {
            previous = AddBlock(path, previous).Block with { Length = length };
        }

        Assert.True(Complete(path, previous));
        return status;
    }

    public AppendResult Append(
        string path, string client = "client", CreateFlags flags = CreateFlags.Append, Caller? caller = null, CallKey? key = null) =>
        (AppendResult)Ask(
            new AppendRequest { Caller = caller ?? Root, Key = key ?? NewKey(), Path = path, ClientName = client, Flags = flags })!;

    public FileStatus? Stat(string path, Caller? caller = null) =>
        (FileStatus?)Ask(new GetFileInfoRequest { Caller = caller ?? Root, Path = path, ResolveLink = true });

    public bool Delete(string path, bool recursive = true, Caller? caller = null, CallKey? key = null) =>
        (bool)Ask(new DeleteRequest { Caller = caller ?? Root, Key = key ?? NewKey(), Path = path, Recursive = recursive })!;

    public bool Rename(string from, string to, Caller? caller = null, CallKey? key = null) =>
        (bool)Ask(new RenameRequest { Caller = caller ?? Root, Key = key ?? NewKey(), Source = from, Destination = to })!;

    public void Rename2(string from, string to, bool overwrite = false, bool toTrash = false, Caller? caller = null, CallKey? key = null) =>
        Ask(new Rename2Request { Caller = caller ?? Root, Key = key ?? NewKey(),
            Source = from, Destination = to, Overwrite = overwrite, ToTrash = toTrash });

    public LocatedBlocks Locations(string path, long offset = 0, long length = long.MaxValue, Caller? caller = null) =>
        (LocatedBlocks)Ask(new GetBlockLocationsRequest { Caller = caller ?? Root, Path = path, Offset = offset, Length = length })!;

    public DirectoryListing? List(string path, string after = "", Caller? caller = null, bool locations = false) =>
        (DirectoryListing?)Ask(new GetListingRequest
        {
            Caller = caller ?? Root, Path = path, StartAfter = Encoding.UTF8.GetBytes(after), NeedLocation = locations,
        });

    public string[] Names(string path) => List(path)!.Entries.Select(e => Encoding.UTF8.GetString(e.Name.Span)).ToArray();

    public ContentSummary Summary(string path, Caller? caller = null) =>
        (ContentSummary)Ask(new GetContentSummaryRequest { Caller = caller ?? Root, Path = path })!;

    public QuotaUsage Usage(string path, Caller? caller = null) =>
        (QuotaUsage)Ask(new GetQuotaUsageRequest { Caller = caller ?? Root, Path = path })!;

    public void Chmod(string path, ushort mode, Caller? caller = null) =>
        Ask(new SetPermissionRequest { Caller = caller ?? Root, Path = path, Mode = mode });

    public void Chown(string path, string? owner, string? group, Caller? caller = null) =>
        Ask(new SetOwnerRequest { Caller = caller ?? Root, Path = path, Owner = owner, Group = group });

    public bool RecoverLease(string path, string client = "other") =>
        (bool)Ask(new RecoverLeaseRequest { Caller = Root, Path = path, ClientName = client })!;

    public bool IsClosed(string path) => (bool)Ask(new IsFileClosedRequest { Caller = Root, Path = path })!;

    /// <summary>The refusal of something, which must be one of this kind.</summary>
    public static string Refused(HdfsError error, Action call)
    {
        var fault = Assert.Throws<HdfsFault>(call);
        Assert.True(fault.Error == error, $"{fault.Error}: {fault.Message}");
        return fault.Message;
    }

    private Cluster(NameNodeOptions options, Now now)
    {
        Options = options;
        Now = now;
        FakeBlocks? blocks = null;
        Core = new NameNodeCore(Options, owner => Side(blocks = new FakeBlocks(owner)));
        Blocks = blocks!;
    }

    private static BlockSide Side(FakeBlocks blocks) => new(blocks, blocks, blocks);
}
