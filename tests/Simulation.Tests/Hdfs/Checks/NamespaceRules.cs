using Hathi.Base;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Operations;
using Hathi.Hdfs.Core.Options;

namespace Hathi.Simulation.Tests.Hdfs.Checks;

/// <summary>
/// What each call of a superuser should answer and change, written from Apache's behaviour and apart from the code under test. Calls that
/// depend on blocks or leases are only followed.
/// </summary>
internal sealed class NamespaceRules(NameNodeOptions options)
{
    private const ushort ModeMask = 0x3FF;

    public Outcome Predict(TreeModel tree, NameNodeInput input, Now now, bool safeMode) => input switch
    {
        MkdirsRequest r => safeMode ? SafeMode() : Mkdirs(tree, r, now.WallMilliseconds),
        CreateRequest r => safeMode ? SafeMode() : Create(tree, r, now.WallMilliseconds),
        DeleteRequest r => safeMode ? SafeMode() : Delete(tree, r, now.WallMilliseconds),
        RenameRequest r => safeMode ? SafeMode() : Rename(tree, r, now.WallMilliseconds),
        Rename2Request r => safeMode ? SafeMode() : Rename2(tree, r, now.WallMilliseconds),
        SetReplicationRequest r => safeMode ? SafeMode() : SetReplication(tree, r),
        SetTimesRequest r => safeMode ? SafeMode() : SetTimes(tree, r),
        SetPermissionRequest r => safeMode ? SafeMode() : SetPermission(tree, r),
        SetOwnerRequest r => safeMode ? SafeMode() : SetOwner(tree, r),
        GetFileInfoRequest r => GetFileInfo(tree, r),
        GetListingRequest r => GetListing(tree, r),
        GetContentSummaryRequest r => GetContentSummary(tree, r),
        IsFileClosedRequest r => IsFileClosed(tree, r),
        GetBlockLocationsRequest r => GetBlockLocations(tree, r, now, safeMode),
        AppendRequest r when safeMode => SafeMode(),
        AppendRequest r => Append(tree, r),
        _ => Outcome.Look(),
    };

    private static Outcome SafeMode() => Outcome.Fault(HdfsError.SafeMode);

    private static Outcome Mkdirs(TreeModel tree, MkdirsRequest r, long time)
    {
        var path = new ModelPath(tree, r.Path);
        if (path.GoesThroughFile)
        {
            return Outcome.Fault(HdfsError.ParentNotDirectory);
        }

        if (path.Last is { } there)
        {
            return there.IsDirectory ? Outcome.Done(true, null) : Outcome.Fault(HdfsError.FileAlreadyExists);
        }

        if (!r.CreateParent && path.Names.Count > 1 && path.Parent is null)
        {
            return Outcome.Fault(HdfsError.FileNotFound);
        }

        var (parent, names, user) = (path.LastExisting.Id, path.Missing, r.Caller.User);
        return Outcome.Done(true, t =>
        {
            var above = MakeParents(t, parent, names, user, r.Masked, time);
            t.AddDirectory(above, t.LastInodeId + 1, names[^1], user, (ushort)(r.Masked & ModeMask), time);
        });
    }

    private Outcome Create(TreeModel tree, CreateRequest r, long time)
    {
        var path = new ModelPath(tree, r.Path);
        if (path.GoesThroughFile)
        {
            return Outcome.Fault(HdfsError.ParentNotDirectory);
        }

        if (path.Last is null && !r.CreateParent && path.Names.Count > 1 && path.Parent is null)
        {
            return Outcome.Fault(HdfsError.FileNotFound);
        }

        if (path.Last is { IsDirectory: true })
        {
            return Outcome.Fault(HdfsError.FileAlreadyExists);
        }

        if (r.BlockSize < options.MinBlockSize || r.Replication < options.MinReplication || r.Replication > options.MaxReplication)
        {
            return Outcome.Fault(HdfsError.Io);
        }

        if (path.Last is { } old && !r.Flags.HasFlag(CreateFlags.Overwrite))
        {
            // Refused in any case; but an expired writer may lose its file by it.
            return old.Holder is null ? Outcome.Fault(HdfsError.FileAlreadyExists) : Outcome.Look();
        }

        var replaced = path.Last?.Id;
        var parent = replaced is null ? path.LastExisting : path.Parent!;
        var (parentId, mode, user) = (parent.Id, path.LastExisting.Mode, r.Caller.User);
        var names = replaced is null ? path.Missing : [path.Names[^1]];
        return Outcome.Look(t =>
        {
            if (replaced is { } id)
            {
                t.Remove(id, time);
            }

            var above = MakeParents(t, parentId, names, user, mode, time);
            t.AddFile(
                above, t.LastInodeId + 1, names[^1], user, (ushort)(r.Masked & ModeMask), (short)r.Replication, r.BlockSize, r.ClientName,
                time);
        });
    }

    private static Outcome Delete(TreeModel tree, DeleteRequest r, long time)
    {
        var path = new ModelPath(tree, r.Path);
        if (path.GoesThroughFile)
        {
            return Outcome.Fault(HdfsError.AccessControl);
        }

        if (path.Last is { Children.Count: > 0 } && !r.Recursive)
        {
            return Outcome.Fault(HdfsError.PathIsNotEmptyDirectory);
        }

        if (path.IsRoot || path.Last is not { } inode)
        {
            return Outcome.Done(false, null);
        }

        var id = inode.Id;
        return Outcome.Done(true, t => t.Remove(id, time));
    }

    private static Outcome Rename(TreeModel tree, RenameRequest r, long time)
    {
        var source = new ModelPath(tree, r.Source);
        if (source.GoesThroughFile)
        {
            return Outcome.Fault(HdfsError.AccessControl);
        }

        var target = new ModelPath(tree, r.Destination);
        if (target.GoesThroughFile)
        {
            return Outcome.Fault(HdfsError.ParentNotDirectory);
        }

        if (target.Last is { IsDirectory: true } && !source.IsRoot)
        {
            target.Add(source.Names[^1]);
        }

        if (source.Last is not { } inode || source.IsRoot)
        {
            return Outcome.Done(false, null);
        }

        if (source.IsSameAs(target))
        {
            return Outcome.Done(true, null);
        }

        if (source.IsAbove(target) || target.Last is not null || target.Parent is not { } parent)
        {
            return Outcome.Done(false, null);
        }

        var (id, parentId, name) = (inode.Id, parent.Id, target.Names[^1]);
        return Outcome.Done(true, t => t.Move(id, parentId, name, time));
    }

    private static Outcome Rename2(TreeModel tree, Rename2Request r, long time)
    {
        var source = new ModelPath(tree, r.Source);
        if (source.GoesThroughFile)
        {
            return Outcome.Fault(HdfsError.AccessControl);
        }

        var target = new ModelPath(tree, r.Destination);
        if (target.GoesThroughFile)
        {
            return Outcome.Fault(HdfsError.ParentNotDirectory);
        }

        if (source.Last is not { } inode)
        {
            return Outcome.Fault(HdfsError.FileNotFound);
        }

        if (source.IsRoot)
        {
            return Outcome.Fault(HdfsError.Io);
        }

        if (source.IsSameAs(target))
        {
            return Outcome.Fault(HdfsError.FileAlreadyExists);
        }

        if (source.IsAbove(target) || target.IsRoot)
        {
            return Outcome.Fault(HdfsError.Io);
        }

        if (target.Last is { } there)
        {
            if (there.IsDirectory != inode.IsDirectory)
            {
                return Outcome.Fault(HdfsError.Io);
            }

            if (!r.Overwrite)
            {
                return Outcome.Fault(HdfsError.FileAlreadyExists);
            }

            if (there.Children.Count > 0)
            {
                return Outcome.Fault(HdfsError.Io);
            }
        }
        else if (target.Parent is null)
        {
            return Outcome.Fault(HdfsError.FileNotFound);
        }

        var (id, parentId, name, replaced) = (inode.Id, target.Parent!.Id, target.Names[^1], target.Last?.Id);
        return Outcome.Done(null, t =>
        {
            if (replaced is { } old)
            {
                t.Remove(old, time);
            }

            t.Move(id, parentId, name, time);
        });
    }

    private Outcome SetReplication(TreeModel tree, SetReplicationRequest r)
    {
        if (r.Replication < options.MinReplication || r.Replication > options.MaxReplication)
        {
            return Outcome.Fault(HdfsError.Io);
        }

        var path = new ModelPath(tree, r.Path);
        if (path.GoesThroughFile)
        {
            return Outcome.Fault(HdfsError.AccessControl);
        }

        if (path.Last is not { IsDirectory: false } file)
        {
            return Outcome.Done(false, null);
        }

        var id = file.Id;
        return Outcome.Done(true, file.Replication == r.Replication ? null : t => t.Get(id).Replication = (short)r.Replication);
    }

    private static Outcome SetTimes(TreeModel tree, SetTimesRequest r) => OnExisting(tree, r.Path, inode =>
    {
        var modification = r.ModificationTime >= 0 ? r.ModificationTime : inode.ModificationTime;
        var access = r.AccessTime >= 0 ? r.AccessTime : inode.AccessTime;
        var id = inode.Id;
        return modification == inode.ModificationTime && access == inode.AccessTime ? null : t =>
        {
            t.Get(id).ModificationTime = modification;
            t.Get(id).AccessTime = access;
        };
    });

    private static Outcome SetPermission(TreeModel tree, SetPermissionRequest r) => OnExisting(tree, r.Path, inode =>
    {
        var (id, mode) = (inode.Id, (ushort)(r.Mode & ModeMask));
        return inode.Mode == mode ? null : t => t.Get(id).Mode = mode;
    });

    private static Outcome SetOwner(TreeModel tree, SetOwnerRequest r) => OnExisting(tree, r.Path, inode =>
    {
        var (id, owner, group) = (inode.Id, r.Owner ?? inode.Owner, r.Group ?? inode.Group);
        return inode.Owner == owner && inode.Group == group ? null : t =>
        {
            t.Get(id).Owner = owner;
            t.Get(id).Group = group;
        };
    });

    private static Outcome OnExisting(TreeModel tree, string text, Func<ModelInode, Action<TreeModel>?> change)
    {
        var path = new ModelPath(tree, text);
        return path.GoesThroughFile ? Outcome.Fault(HdfsError.AccessControl)
            : path.Last is not { } inode ? Outcome.Fault(HdfsError.FileNotFound)
            : Outcome.Done(null, change(inode));
    }

    private static Outcome GetFileInfo(TreeModel tree, GetFileInfoRequest r)
    {
        var path = new ModelPath(tree, r.Path);
        return Outcome.Done(path.GoesThroughFile ? null : path.Last, null);
    }

    private Outcome GetListing(TreeModel tree, GetListingRequest r)
    {
        var path = new ModelPath(tree, r.Path);
        if (path.GoesThroughFile)
        {
            return Outcome.Fault(HdfsError.AccessControl);
        }

        if (path.Last is not { } inode)
        {
            return Outcome.Done(null, null);
        }

        if (!inode.IsDirectory)
        {
            return Outcome.Done(new ModelListing([inode], 1, false), null);
        }

        var after = System.Text.Encoding.UTF8.GetString(r.StartAfter.Span);
        var rest = inode.Children.Values.Where(c => string.CompareOrdinal(c.Name, after) > 0).ToList();
        var page = rest.Take(options.ListingLimit).ToList();
        return Outcome.Done(new ModelListing(page, rest.Count, r.NeedLocation), null);
    }

    private static Outcome GetContentSummary(TreeModel tree, GetContentSummaryRequest r)
    {
        var path = new ModelPath(tree, r.Path);
        if (path.GoesThroughFile)
        {
            return Outcome.Fault(HdfsError.AccessControl);
        }

        return path.Last is { } inode ? Outcome.Done(ModelSummary.Of(inode), null) : Outcome.Fault(HdfsError.FileNotFound);
    }

    private static Outcome IsFileClosed(TreeModel tree, IsFileClosedRequest r)
    {
        var path = new ModelPath(tree, r.Path);
        return path.GoesThroughFile ? Outcome.Fault(HdfsError.AccessControl)
            : path.Last is { IsDirectory: false } file ? Outcome.Done(file.Holder is null, null)
            : Outcome.Fault(HdfsError.FileNotFound);
    }

    private Outcome GetBlockLocations(TreeModel tree, GetBlockLocationsRequest r, Now now, bool safeMode)
    {
        var path = new ModelPath(tree, r.Path);
        if (path.GoesThroughFile)
        {
            return Outcome.Fault(HdfsError.AccessControl);
        }

        if (path.Last is not { IsDirectory: false } file)
        {
            return Outcome.Fault(HdfsError.FileNotFound);
        }

        var (id, time) = (file.Id, now.WallMilliseconds);
        return safeMode || time <= file.AccessTime + options.AccessTimePrecision
            ? Outcome.Look()
            : Outcome.Look(t => t.Get(id).AccessTime = time);
    }

    private static Outcome Append(TreeModel tree, AppendRequest r)
    {
        var path = new ModelPath(tree, r.Path);
        return path.GoesThroughFile ? Outcome.Fault(HdfsError.AccessControl)
            : path.Last is null ? Outcome.Fault(HdfsError.FileNotFound)
            : path.Last.IsDirectory ? Outcome.Fault(HdfsError.FileAlreadyExists)
            : Outcome.Look();
    }

    private static long MakeParents(TreeModel tree, long parent, IReadOnlyList<string> names, string user, ushort mode, long time)
    {
        for (var i = 0; i < names.Count - 1; i++)
        {
            var id = tree.LastInodeId + 1;
            tree.AddDirectory(parent, id, names[i], user, (ushort)((mode & 0x1FF) | 0xC0), time);
            parent = id;
        }

        return parent;
    }
}

/// <summary>A page of a directory.</summary>
/// <param name="Entries">At most so many.</param>
/// <param name="Total">From its first entry to the last of the directory.</param>
/// <param name="MayBeShort">Locations count too: the page may end earlier.</param>
internal sealed record ModelListing(IReadOnlyList<ModelInode> Entries, int Total, bool MayBeShort);
