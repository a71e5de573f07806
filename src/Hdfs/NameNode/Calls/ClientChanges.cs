using Google.Protobuf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Server;
using Hathi.Hdfs.Core.Operations;
using Hathi.Hdfs.NameNode.Mapping;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.NameNode.Calls;

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
        var masked = RequestNumbers.Mode(r.Masked.Perm);
        var made = await site.Engine.AskAsync(new MkdirsRequest
        {
            Caller = await site.CallerOfAsync(c).ConfigureAwait(false),
            Path = RequestTexts.NewPath("mkdirs", r.Src),
            Masked = masked,
            Unmasked = r.Unmasked is { } unmasked ? RequestNumbers.Mode(unmasked.Perm) : masked,
            CreateParent = r.CreateParent,
        }).ConfigureAwait(false);
        return new MkdirsResponseProto { Result = made };
    }

    private async ValueTask<IMessage> Rename(RenameRequestProto r, RpcCallContext c)
    {
        var renamed = await site.Engine.AskAsync(
            new RenameRequest
            {
                Caller = await site.CallerOfAsync(c).ConfigureAwait(false),
                Key = CallSite.KeyOf(c),
                Source = RequestTexts.Path("rename", r.Src),
                Destination = RequestTexts.NewPath("rename", r.Dst),
            }).ConfigureAwait(false);
        return new RenameResponseProto { Result = renamed };
    }

    private async ValueTask<IMessage> Rename2(Rename2RequestProto r, RpcCallContext c)
    {
        await site.Engine.AskAsync(new Rename2Request
        {
            Caller = await site.CallerOfAsync(c).ConfigureAwait(false),
            Key = CallSite.KeyOf(c),
            Source = RequestTexts.Path("rename", r.Src),
            Destination = RequestTexts.NewPath("rename", r.Dst),
            Overwrite = r.OverwriteDest,
            ToTrash = r.MoveToTrash,
        }).ConfigureAwait(false);
        return new Rename2ResponseProto();
    }

    private async ValueTask<IMessage> Delete(DeleteRequestProto r, RpcCallContext c)
    {
        var deleted = await site.Engine.AskAsync(
            new DeleteRequest
            {
                Caller = await site.CallerOfAsync(c).ConfigureAwait(false),
                Key = CallSite.KeyOf(c),
                Path = RequestTexts.Path(c.Method, r.Src),
                Recursive = r.Recursive,
            }).ConfigureAwait(false);
        return new DeleteResponseProto { Result = deleted };
    }

    private async ValueTask<IMessage> SetPermission(SetPermissionRequestProto r, RpcCallContext c)
    {
        await site.Engine.AskAsync(new SetPermissionRequest
        {
            Caller = await site.CallerOfAsync(c).ConfigureAwait(false),
            Path = RequestTexts.Path(c.Method, r.Src),
            Mode = RequestNumbers.Mode(r.Permission.Perm),
        }).ConfigureAwait(false);
        return new SetPermissionResponseProto();
    }

    private async ValueTask<IMessage> SetOwner(SetOwnerRequestProto r, RpcCallContext c)
    {
        await site.Engine.AskAsync(new SetOwnerRequest
        {
            Caller = await site.CallerOfAsync(c).ConfigureAwait(false),
            Path = RequestTexts.Path(c.Method, r.Src),
            Owner = r.HasUsername ? RequestTexts.UserName(c.Method, r.Username) : null,
            Group = r.HasGroupname ? RequestTexts.UserName(c.Method, r.Groupname) : null,
        }).ConfigureAwait(false);
        return new SetOwnerResponseProto();
    }

    private async ValueTask<IMessage> SetTimes(SetTimesRequestProto r, RpcCallContext c)
    {
        await site.Engine.AskAsync(new SetTimesRequest
        {
            Caller = await site.CallerOfAsync(c).ConfigureAwait(false),
            Path = RequestTexts.Path(c.Method, r.Src),
            ModificationTime = RequestNumbers.Long(r.Mtime),
            AccessTime = RequestNumbers.Long(r.Atime),
        }).ConfigureAwait(false);
        return new SetTimesResponseProto();
    }

    private async ValueTask<IMessage> SetReplication(SetReplicationRequestProto r, RpcCallContext c)
    {
        var set = await site.Engine.AskAsync(new SetReplicationRequest
        {
            Caller = await site.CallerOfAsync(c).ConfigureAwait(false),
            Path = RequestTexts.Path(c.Method, r.Src),
            Replication = RequestNumbers.Int(r.Replication),
        }).ConfigureAwait(false);
        return new SetReplicationResponseProto { Result = set };
    }
}
