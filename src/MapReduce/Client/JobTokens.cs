using Hathi.Base;
using Hathi.Hadoop.Tokens;

namespace Hathi.MapReduce.Client;

/// <summary>The token of a job: its workers prove with it that they are the master's, its reduces that they may fetch.</summary>
internal static class JobTokens
{
    /// <summary>A new one. Its identifier is the job's id behind its length, as Apache's JobTokenIdentifier.</summary>
    internal static Token Create(JobId job)
    {
        var id = job.ToString();
        var identifier = new byte[VInt.Size(id.Length) + id.Length];
        System.Text.Encoding.ASCII.GetBytes(id, identifier.AsSpan(VInt.Write(identifier, id.Length)));
        return new Token(identifier, TokenPassword.Of(identifier, TokenPassword.NewKey()), JobKeys.TokenKind, id);
    }
}
