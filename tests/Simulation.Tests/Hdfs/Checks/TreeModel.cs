using Hathi.Base.Cores;
using Hathi.Hdfs.Core.Model;

namespace Hathi.Simulation.Tests.Hdfs.Checks;

/// <summary>
/// What the name space should be: objects and dictionaries, nothing of the code under test. Knows how to change, not when; that is
/// <see cref="NamespaceRules"/>.
/// </summary>
internal sealed class TreeModel
{
    public const long RootId = 16385;
    private readonly Dictionary<long, ModelInode> _byId = [];

    public TreeModel(string owner, string group)
    {
        Root = new ModelInode
        {
            Id = RootId, IsDirectory = true, Name = "", Owner = owner, Group = group, Mode = 0x1ED, ModificationTime = 0,
        };
        _byId.Add(RootId, Root);
    }

    public ModelInode Root { get; private set; }

    public long LastInodeId { get; private set; } = RootId;

    /// <summary>Answers that a retry must get again.</summary>
    public Dictionary<CallKey, object?> Answers { get; } = [];

    public int Count => _byId.Count;

    public IEnumerable<ModelInode> OpenFiles => _byId.Values.Where(i => i.Holder is not null).OrderBy(i => i.Id);

    public IEnumerable<ModelInode> Files => _byId.Values.Where(i => !i.IsDirectory).OrderBy(i => i.Id);

    public ModelInode? Find(long id) => _byId.GetValueOrDefault(id);

    public ModelInode Get(long id) => _byId[id];

    /// <summary>Depth first, children in the order of their names.</summary>
    public IEnumerable<ModelInode> Walk() => Walk(Root);

    public void AddDirectory(long parent, long id, string name, string owner, ushort mode, long time)
    {
        var above = _byId[parent];
        Link(above, new ModelInode
        {
            Id = id, IsDirectory = true, Name = name, Owner = owner, Group = above.Group, Mode = mode, ModificationTime = time,
        });
        Touch(above, time);
        LastInodeId = id;
    }

    public void AddFile(
        long parent, long id, string name, string owner, ushort mode, short replication, long blockSize, string holder, long time)
    {
        var above = _byId[parent];
        Link(above, new ModelInode
        {
            Id = id,
            IsDirectory = false,
            Name = name,
            Owner = owner,
            Group = above.Group,
            Mode = mode,
            ModificationTime = time,
            AccessTime = time,
            Replication = replication,
            BlockSize = blockSize,
            Holder = holder,
        });
        Touch(above, time);
        LastInodeId = id;
    }

    public void Remove(long id, long time)
    {
        var inode = _byId[id];
        Touch(inode.Parent!, time);
        inode.Parent!.Children.Remove(inode.Name);
        foreach (var gone in Walk(inode).ToList())
        {
            _byId.Remove(gone.Id);
        }
    }

    public void Move(long id, long newParent, string newName, long time)
    {
        var inode = _byId[id];
        Touch(inode.Parent!, time);
        inode.Parent!.Children.Remove(inode.Name);
        inode.Name = newName;
        Touch(_byId[newParent], time);
        inode.Parent = _byId[newParent];
        inode.Parent.Children.Add(newName, inode);
    }

    public TreeModel Clone()
    {
        var copy = new TreeModel(Root.Owner, Root.Group) { LastInodeId = LastInodeId };
        copy._byId.Clear();
        copy.Root = copy.CloneBelow(Root, null);
        foreach (var (key, answer) in Answers)
        {
            copy.Answers.Add(key, answer);
        }

        return copy;
    }

    private ModelInode CloneBelow(ModelInode inode, ModelInode? parent)
    {
        var copy = inode.CloneAlone();
        copy.Parent = parent;
        _byId.Add(copy.Id, copy);
        foreach (var (name, child) in inode.Children)
        {
            copy.Children.Add(name, CloneBelow(child, copy));
        }

        return copy;
    }

    private void Link(ModelInode parent, ModelInode inode)
    {
        inode.Parent = parent;
        parent.Children.Add(inode.Name, inode);
        _byId.Add(inode.Id, inode);
    }

    private static void Touch(ModelInode directory, long time) => directory.ModificationTime = Math.Max(directory.ModificationTime, time);

    private static IEnumerable<ModelInode> Walk(ModelInode top)
    {
        yield return top;
        foreach (var child in top.Children.Values)
        {
            foreach (var below in Walk(child))
            {
                yield return below;
            }
        }
    }
}
