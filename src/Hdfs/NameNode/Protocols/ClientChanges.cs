using Google.Protobuf;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Operations;
using Hathi.Hdfs.Protocol;
using Hathi.Rpc;

namespace Hathi.Hdfs.NameNode.Protocols;

/// <summary>ClientProtocol, calls that change names: directories, renames, removal, permissions, owners, times, replication.</summary>
internal sealed class ClientChanges(CallSite site)
{
    public void AddTo(RpcProtocol protocol) => protocol
        .Add("mkdirs", MkdirsRequestProto.Parser, Mkdirs)
        .Add("rename", RenameRequestProto.Parser, Rename)
        .Add("rename2", Rename2RequestProto.Parser, Rename2)
        .Add("delete", DeleteRequestProto.Parser, Delete)
        .Add("setPermission", SetPermissionRequestProto.Parser, SetPermission)
        .Add("setOwner", SetOwnerRequestProto.Parser, SetOwner)
        .Add("setTimes", SetTimesRequestProto.Parser, SetTimes)
        .Add("setReplication", SetReplicationRequestProto.Parser, SetReplication);

    private async ValueTask<IMessage> Mkdirs(MkdirsRequestProto r, RpcCallContext c)
    {
        var masked = (ushort)r.Masked.Perm;
        var made = await site.Engine.AskAsync<bool>(new MkdirsRequest
        {
            Ticket = 1,
            Caller = site.CallerOf(c),
            Key = CallKey.None,
            Path = r.Src,
            Masked = masked,
            Unmasked = r.Unmasked is { } unmasked ? (ushort)unmasked.Perm : masked,
            CreateParent = r.CreateParent,
        }).ConfigureAwait(false);
        return new MkdirsResponseProto { Result = made };
    }

    private async ValueTask<IMessage> Rename(RenameRequestProto r, RpcCallContext c)
    {
        var renamed = await site.Engine.AskAsync<bool>(
            new RenameRequest { Ticket = 1, Caller = site.CallerOf(c), Key = CallSite.KeyOf(c), Source = r.Src, Destination = r.Dst }).ConfigureAwait(false);
        return new RenameResponseProto { Result = renamed };
    }

    private async ValueTask<IMessage> Rename2(Rename2RequestProto r, RpcCallContext c)
    {
        await site.Engine.AskAsync(new Rename2Request
        {
            Ticket = 1,
            Caller = site.CallerOf(c),
            Key = CallSite.KeyOf(c),
            Source = r.Src,
            Destination = r.Dst,
            Overwrite = r.OverwriteDest,
            ToTrash = r.MoveToTrash,
        }).ConfigureAwait(false);
        return new Rename2ResponseProto();
    }

    private async ValueTask<IMessage> Delete(DeleteRequestProto r, RpcCallContext c)
    {
        var deleted = await site.Engine.AskAsync<bool>(
            new DeleteRequest { Ticket = 1, Caller = site.CallerOf(c), Key = CallSite.KeyOf(c), Path = r.Src, Recursive = r.Recursive }).ConfigureAwait(false);
        return new DeleteResponseProto { Result = deleted };
    }

    private async ValueTask<IMessage> SetPermission(SetPermissionRequestProto r, RpcCallContext c)
    {
        await site.Engine.AskAsync(new SetPermissionRequest
        {
            Ticket = 1,
            Caller = site.CallerOf(c),
            Key = CallKey.None,
            Path = r.Src,
            Mode = (ushort)r.Permission.Perm,
        }).ConfigureAwait(false);
        return new SetPermissionResponseProto();
    }

    private async ValueTask<IMessage> SetOwner(SetOwnerRequestProto r, RpcCallContext c)
    {
        await site.Engine.AskAsync(new SetOwnerRequest
        {
            Ticket = 1,
            Caller = site.CallerOf(c),
            Key = CallKey.None,
            Path = r.Src,
            Owner = r.HasUsername ? r.Username : null,
            Group = r.HasGroupname ? r.Groupname : null,
        }).ConfigureAwait(false);
        return new SetOwnerResponseProto();
    }

    private async ValueTask<IMessage> SetTimes(SetTimesRequestProto r, RpcCallContext c)
    {
        await site.Engine.AskAsync(new SetTimesRequest
        {
            Ticket = 1,
            Caller = site.CallerOf(c),
            Key = CallKey.None,
            Path = r.Src,
            ModificationTime = (long)r.Mtime,
            AccessTime = (long)r.Atime,
        }).ConfigureAwait(false);
        return new SetTimesResponseProto();
    }

    private async ValueTask<IMessage> SetReplication(SetReplicationRequestProto r, RpcCallContext c)
    {
        var set = await site.Engine.AskAsync<bool>(new SetReplicationRequest
        {
            Ticket = 1,
            Caller = site.CallerOf(c),
            Key = CallKey.None,
            Path = r.Src,
            Replication = (short)Math.Min(r.Replication, short.MaxValue),
        }).ConfigureAwait(false);
        return new SetReplicationResponseProto { Result = set };
    }
}
