using Google.Protobuf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Protocol;
using Hathi.Hadoop.Rpc.Server;
using Hathi.Yarn.ResourceManager.Mapping;
using Hathi.Yarn.ResourceManager.Secrets;

namespace Hathi.Yarn.ResourceManager.Calls;

/// <summary>ApplicationClientProtocol (8032), calls about delegation tokens.</summary>
internal sealed class ClientTokens(DelegationTokens tokens)
{
    public void AddTo(RpcProtocol protocol) => protocol
        .Add("getDelegationToken", GetDelegationTokenRequestProto.Parser, Get)
        .Add("renewDelegationToken", RenewDelegationTokenRequestProto.Parser, Renew)
        .Add("cancelDelegationToken", CancelDelegationTokenRequestProto.Parser, Cancel);

    private async ValueTask<IMessage> Get(GetDelegationTokenRequestProto r, RpcCallContext c)
    {
        // Else a token would beget others, and cancelling it would end nothing.
        if (c.Token is not null)
        {
            throw FaultMapping.Wrapped(JavaErrors.Io, "A delegation token is issued to those who came without one.");
        }

        return new GetDelegationTokenResponseProto
        {
            Token = await tokens.IssueAsync(c.User, RequestTexts.User(r.Renewer), c.RealUser).ConfigureAwait(false),
        };
    }

    private async ValueTask<IMessage> Renew(RenewDelegationTokenRequestProto r, RpcCallContext c) =>
        new RenewDelegationTokenResponseProto
        {
            NewExpiryTime = (ulong)await tokens.RenewAsync(RequestTokens.Delegation(r.Token), c.User).ConfigureAwait(false),
        };

    private async ValueTask<IMessage> Cancel(CancelDelegationTokenRequestProto r, RpcCallContext c)
    {
        await tokens.CancelAsync(RequestTokens.Delegation(r.Token), c.User).ConfigureAwait(false);
        return new CancelDelegationTokenResponseProto();
    }
}
