using Google.Protobuf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Authentication;
using Hathi.Hadoop.Rpc.Server;
using Hathi.Hadoop.Tokens;
using Hathi.MapReduce.Client;
using Hathi.MapReduce.Protocol;
using Hathi.MapReduce.Protocol.Umbilical;

namespace Hathi.MapReduce.Master;

/// <summary>The master's side of <see cref="IMasterLink"/> over RPC. Who has not proved to have the job's token is refused.</summary>
internal static class UmbilicalServer
{
    internal static RpcProtocol Protocol(IMasterLink master) => new RpcProtocol(ProtocolNames.Umbilical, (long)ProtocolNames.Version)
        .Add("hello", HelloRequestProto.Parser, (request, call) => Answer(call, () => master.HelloAsync(request, CancellationToken.None)))
        .Add(
            "nextTask",
            NextTaskRequestProto.Parser,
            (request, call) => Answer(call, () => master.NextTaskAsync(request, CancellationToken.None)))
        .Add(
            "report", AttemptReportProto.Parser, (request, call) => Answer(call, () => master.ReportAsync(request, CancellationToken.None)))
        .Add("done", TaskDoneRequestProto.Parser, (request, call) => Answer(call, () => master.DoneAsync(request, CancellationToken.None)))
        .Add(
            "failed",
            TaskFailedRequestProto.Parser,
            (request, call) => Answer(call, () => master.FailedAsync(request, CancellationToken.None)))
        .Add(
            "mapOutputs",
            MapOutputsRequestProto.Parser,
            (request, call) => Answer(call, () => master.MapOutputsAsync(request, CancellationToken.None)))
        .Add(
            "fetchFailed",
            FetchFailedRequestProto.Parser,
            (request, call) => Answer(call, () => master.FetchFailedAsync(request, CancellationToken.None)))
        .Add(
            "mayCommit",
            MayCommitRequestProto.Parser,
            (request, call) => Answer(call, () => master.MayCommitAsync(request, CancellationToken.None)));

    /// <summary>The job's token and its password.</summary>
    internal sealed class Secrets(Token token, string user) : ITokenSecrets
    {
        public TokenSecret Find(ReadOnlySpan<byte> identifier) => identifier.SequenceEqual(token.Identifier.Span)
            ? new TokenSecret(user, JobKeys.TokenKind, token.Password.ToArray())
            : throw InvalidToken.Because("This is the token of another job.");
    }

    private static async ValueTask<IMessage> Answer<T>(RpcCallContext call, Func<Task<T>> answer)
        where T : IMessage
    {
        Check(call);
        return await answer().ConfigureAwait(false);
    }

    private static async ValueTask<IMessage> Answer(RpcCallContext call, Func<Task> answer)
    {
        Check(call);
        await answer().ConfigureAwait(false);
        return new AcknowledgedProto();
    }

    private static void Check(RpcCallContext call)
    {
        if (call.Token?.Kind != JobKeys.TokenKind)
        {
            throw new RpcFault(JavaErrors.AccessControl, "Only the job's own workers may call this: authenticate with the job's token.");
        }
    }
}
