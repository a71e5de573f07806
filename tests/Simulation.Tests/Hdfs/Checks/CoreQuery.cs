using Hathi.Base;
using Hathi.Base.Cores;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.NameNode;
using Hathi.Hdfs.Core.Operations;

namespace Hathi.Simulation.Tests.Hdfs.Checks;

/// <summary>Looks into a core by calls that change nothing, as an administrator would.</summary>
internal sealed class CoreQuery(NameNodeCore core, Now now)
{
    /// <summary>The superuser.</summary>
    public static readonly Caller Root = new("hdfs", ["supergroup"], "10.255.0.1");

    private readonly List<Effect> _effects = [];

    /// <summary>Answers a call; null also when it is refused.</summary>
    public object? Ask(ClientRequest request)
    {
        _effects.Clear();
        core.Step(now, request, _effects);
        foreach (var effect in _effects)
        {
            switch (effect.Kind)
            {
                case EffectKind.Reply:
                    return effect.Result;
                case EffectKind.AppendEdit:
                    throw new InvalidOperationException($"{request.GetType().Name}, which only looks, logs an edit");
            }
        }

        return null;
    }

    /// <summary>One file by its id; null: it is gone.</summary>
    public FsckEntry? Find(long inodeId) =>
        ((FsckPage?)Ask(new FsckRequest { Caller = Root, Path = $"/.reserved/.inodes/{inodeId}", After = null, Limit = 1 }))?.Entries[0];

    /// <summary>Everything, depth first.</summary>
    public List<FsckEntry> Walk()
    {
        var entries = new List<FsckEntry>();
        string? after = null;
        do
        {
            var page = (FsckPage)Ask(new FsckRequest { Caller = Root, Path = "/", After = after, Limit = 50 })!;
            entries.AddRange(page.Entries);
            after = page.Next;
        }
        while (after is not null);
        return entries;
    }

    /// <summary>Who writes which file.</summary>
    public Dictionary<long, string> Holders()
    {
        var holders = new Dictionary<long, string>();
        OpenFilesPage page;
        long after = 0;
        do
        {
            page = (OpenFilesPage)Ask(new ListOpenFilesRequest
            {
                Caller = Root, AfterId = after, PathPrefix = "/", BlockingDecommissionOnly = false,
            })!;
            foreach (var entry in page.Entries)
            {
                holders.Add(entry.InodeId, entry.ClientName);
                after = entry.InodeId;
            }
        }
        while (page.HasMore);
        return holders;
    }

    public Hathi.Hdfs.Core.Blocks.ClusterStats Stats() =>
        (Hathi.Hdfs.Core.Blocks.ClusterStats)Ask(new GetStatsRequest { Caller = Root })!;

    public ContentSummary Summary() =>
        (ContentSummary)Ask(new GetContentSummaryRequest { Caller = Root, Path = "/" })!;

    public string MetaSave() => (string)Ask(new MetaSaveRequest { Caller = Root })!;
}
