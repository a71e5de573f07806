namespace Hathi.Hadoop.Rpc.Authentication;

/// <summary>The refusal of a token.</summary>
public static class InvalidToken
{
    /// <summary>Says why the token is no good; the connection is closed.</summary>
    public static RpcFault Because(string reason) => new(JavaErrors.InvalidToken, reason, RpcErrorCode.FatalUnauthorized);
}
