using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.Tests.Namespace;

/// <summary>
/// The semantics of the name space once more, as simply as can be: a dictionary of paths. No ids, no permissions, no blocks. Written from
/// what Apache's operations do, apart from the code under test.
/// </summary>
internal sealed class ModelFileSystem
{
    public sealed class Node
    {
        public bool IsDirectory { get; init; }

        public long Length { get; set; }

        public string? Writer { get; set; }

        public long LastBlock { get; set; } = -1;

        public short Replication { get; set; }

        public ushort Mode { get; set; }

        public string Owner { get; set; } = "root";

        public string Group { get; set; } = "supergroup";

        public long Modified { get; set; }
    }

    public SortedDictionary<string, Node> Nodes { get; } = new(StringComparer.Ordinal)
    {
        ["/"] = new Node { IsDirectory = true, Mode = 0x1ED },
    };

    public object Mkdirs(string path, ushort mode, long now)
    {
        if (Nodes.TryGetValue(path, out var there))
        {
            return there.IsDirectory ? true : HdfsError.FileAlreadyExists;
        }

        if (FileAbove(path))
        {
            return HdfsError.ParentNotDirectory;
        }

        MakeParents(path, (ushort)((mode & 0x1FF) | 0xC0), now);
        Add(path, new Node { IsDirectory = true, Mode = mode, Modified = now }, now);
        return true;
    }

    public object? Create(string path, bool overwrite, string client, short replication, long now)
    {
        if (FileAbove(path))
        {
            return HdfsError.ParentNotDirectory;
        }

        if (path == "/")
        {
            return HdfsError.FileAlreadyExists;
        }

        if (Nodes.TryGetValue(path, out var there))
        {
            if (there.IsDirectory)
            {
                return HdfsError.FileAlreadyExists;
            }

            if (!overwrite)
            {
                // Somebody else's lease is fresh, one's own is one's own: both are in the way.
                return there.Writer != null ? HdfsError.AlreadyBeingCreated : HdfsError.FileAlreadyExists;
            }

            Nodes.Remove(path);
        }

        MakeParents(path, (ushort)((Nodes[NearestAbove(path)].Mode & 0x1FF) | 0xC0), now);
        Add(path, new Node { Writer = client, Replication = replication, Mode = 0x1A4, Modified = now }, now);
        return null;
    }

    public object? Append(string path, string client)
    {
        if (FileAbove(path))
        {
            return HdfsError.AccessControl;
        }

        if (!Nodes.TryGetValue(path, out var there))
        {
            return HdfsError.FileNotFound;
        }

        if (there.IsDirectory)
        {
            return HdfsError.FileAlreadyExists;
        }

        if (there.Writer != null)
        {
            return HdfsError.AlreadyBeingCreated;
        }

        there.Writer = client;
        return null;
    }

    public object Delete(string path, bool recursive, long now)
    {
        if (FileAbove(path))
        {
            return HdfsError.AccessControl;
        }

        if (!Nodes.TryGetValue(path, out var there))
        {
            return false;
        }

        if (there.IsDirectory && Below(path).Count > 0 && !recursive)
        {
            return HdfsError.PathIsNotEmptyDirectory;
        }

        if (path == "/")
        {
            return false;
        }

        foreach (var below in Below(path))
        {
            Nodes.Remove(below);
        }

        Nodes.Remove(path);
        Touch(Above(path), now);
        return true;
    }

    public object Rename(string from, string to, long now)
    {
        if (FileAbove(from))
        {
            return HdfsError.AccessControl;
        }

        if (FileAbove(to))
        {
            return HdfsError.ParentNotDirectory;
        }

        if (from != "/" && Nodes.TryGetValue(to, out var target) && target.IsDirectory)
        {
            to = (to == "/" ? "" : to) + from[from.LastIndexOf('/')..];
        }

        if (!Nodes.ContainsKey(from) || from == "/")
        {
            return false;
        }

        if (from == to)
        {
            return true;
        }

        if (to.StartsWith(from + "/", StringComparison.Ordinal) || Nodes.ContainsKey(to) || !Nodes.ContainsKey(Above(to)))
        {
            return false;
        }

        Move(from, to, now);
        return true;
    }

    public object? Rename2(string from, string to, bool overwrite, long now)
    {
        if (FileAbove(from))
        {
            return HdfsError.AccessControl;
        }

        if (FileAbove(to))
        {
            return HdfsError.ParentNotDirectory;
        }

        if (!Nodes.TryGetValue(from, out var source))
        {
            return HdfsError.FileNotFound;
        }

        if (from == "/")
        {
            return HdfsError.Io;
        }

        if (from == to)
        {
            return HdfsError.FileAlreadyExists;
        }

        if (to.StartsWith(from + "/", StringComparison.Ordinal) || to == "/")
        {
            return HdfsError.Io;
        }

        if (Nodes.TryGetValue(to, out var target))
        {
            if (target.IsDirectory != source.IsDirectory)
            {
                return HdfsError.Io;
            }

            if (!overwrite)
            {
                return HdfsError.FileAlreadyExists;
            }

            if (target.IsDirectory && Below(to).Count > 0)
            {
                return HdfsError.Io;
            }

            Nodes.Remove(to);
        }
        else if (!Nodes.ContainsKey(Above(to)))
        {
            return HdfsError.FileNotFound;
        }

        Move(from, to, now);
        return null;
    }

    public List<string> Below(string path)
    {
        var prefix = path == "/" ? "/" : path + "/";
        return Nodes.Keys.Where(k => k.StartsWith(prefix, StringComparison.Ordinal) && k != "/").ToList();
    }

    public bool FileAbove(string path)
    {
        for (var above = path; above != "/";)
        {
            above = Above(above);
            if (Nodes.TryGetValue(above, out var node) && !node.IsDirectory)
            {
                return true;
            }
        }

        return false;
    }

    private static string Above(string path)
    {
        var slash = path.LastIndexOf('/');
        return slash <= 0 ? "/" : path[..slash];
    }

    private string NearestAbove(string path)
    {
        do
        {
            path = Above(path);
        }
        while (!Nodes.ContainsKey(path));
        return path;
    }

    private void MakeParents(string path, ushort mode, long now)
    {
        var above = Above(path);
        if (!Nodes.ContainsKey(above))
        {
            MakeParents(above, mode, now);
            Add(above, new Node { IsDirectory = true, Mode = mode, Modified = now }, now);
        }
    }

    private void Add(string path, Node node, long now)
    {
        node.Group = Nodes[Above(path)].Group;
        Nodes.Add(path, node);
        Touch(Above(path), now);
    }

    private void Move(string from, string to, long now)
    {
        var moved = Below(from).Append(from).ToList();
        foreach (var path in moved)
        {
            Nodes.Remove(path, out var node);
            Nodes.Add(to + path[from.Length..], node!);
        }

        Touch(Above(from), now);
        Touch(Above(to), now);
    }

    private void Touch(string directory, long now) => Nodes[directory].Modified = Math.Max(Nodes[directory].Modified, now);
}
