using Google.Protobuf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Authentication;
using Hathi.Hadoop.Rpc.Protocol;
using Hathi.Hadoop.Tokens;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Protocol;
using Hathi.Yarn.ResourceManager.Mapping;

namespace Hathi.Yarn.ResourceManager.Secrets;

/// <summary>
/// The tokens with which application masters come to the ResourceManager (kind YARN_AM_RM_TOKEN). Whether an attempt may still speak, the
/// Core decides; here is only whether the token is one of ours. Source: Apache's <c>AMRMTokenSecretManager</c>.
/// </summary>
internal sealed class MasterTokens(RmSecrets secrets) : ITokenSecrets
{
    public const string Kind = "YARN_AM_RM_TOKEN";

    /// <summary>The token of an attempt; the master itself says for which address it uses it.</summary>
    public Token Issue(ApplicationAttemptId attempt)
    {
        var ring = secrets.Masters;
        var identifier = new AMRMTokenIdentifierProto { AppAttemptId = attempt.ToProto(), KeyId = ring.CurrentId }.ToByteArray();
        return new Token(identifier, ring.Sign(identifier), Kind, service: "");
    }

    public TokenSecret Find(ReadOnlySpan<byte> identifier)
    {
        AMRMTokenIdentifierProto parsed;
        try
        {
            parsed = ProtoBytes.Parse(identifier, AMRMTokenIdentifierProto.Parser);
        }
        catch (InvalidProtocolBufferException)
        {
            throw InvalidToken.Because("Can't de-serialize tokenIdentifier");
        }

        if (parsed.AppAttemptId?.ApplicationId is null || secrets.Masters.Find(parsed.KeyId) is not { } key)
        {
            throw InvalidToken.Because($"Invalid AMRMToken from {AttemptOf(identifier)}");
        }

        return new TokenSecret(AttemptOf(identifier).ToString(), Kind, TokenPassword.Of(identifier, key));
    }

    /// <summary>Whose a token is that was accepted.</summary>
    public static ApplicationAttemptId AttemptOf(ReadOnlySpan<byte> identifier) =>
        ProtoBytes.Parse(identifier, AMRMTokenIdentifierProto.Parser).AppAttemptId.ToCore();

    /// <summary>Whether the master should be given a new token: the key of its own goes out of use.</summary>
    public bool IsOutdated(ReadOnlySpan<byte> identifier) =>
        ProtoBytes.Parse(identifier, AMRMTokenIdentifierProto.Parser).KeyId != secrets.Masters.CurrentId;
}
