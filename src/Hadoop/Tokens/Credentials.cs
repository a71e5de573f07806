namespace Hathi.Hadoop.Tokens;

/// <summary>
/// The tokens and secret keys that a process carries, each by its alias. Not thread-safe. File format: <see cref="CredentialsFile"/>.
/// Source: Apache's <c>org.apache.hadoop.security.Credentials</c>.
/// </summary>
public sealed class Credentials
{
    private readonly Dictionary<string, Token> _tokens = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte[]> _secretKeys = new(StringComparer.Ordinal);

    /// <summary>Tokens by alias; Apache's programs take the service as alias.</summary>
    public IReadOnlyDictionary<string, Token> Tokens => _tokens;

    /// <summary>Secret keys by alias, such as <c>MapReduceShuffleToken</c>.</summary>
    public IReadOnlyDictionary<string, byte[]> SecretKeys => _secretKeys;

    /// <summary>Puts a token under an alias, in place of one that is there.</summary>
    public void Add(string alias, Token token) => _tokens[alias] = token;

    /// <summary>Puts a secret key under an alias, in place of one that is there.</summary>
    public void Add(string alias, byte[] secretKey) => _secretKeys[alias] = secretKey;

    /// <summary>Takes over all tokens and keys of another; its win over those that are here.</summary>
    public void AddAll(Credentials other)
    {
        foreach (var (alias, token) in other._tokens)
        {
            _tokens[alias] = token;
        }

        foreach (var (alias, key) in other._secretKeys)
        {
            _secretKeys[alias] = key;
        }
    }

    /// <summary>The first token of a kind, or null.</summary>
    public Token? Find(string kind)
    {
        foreach (var token in _tokens.Values)
        {
            if (token.Kind == kind)
            {
                return token;
            }
        }

        return null;
    }

    /// <summary>The token of a kind for a service (<c>ip:port</c>), or null.</summary>
    public Token? Find(string kind, string service)
    {
        foreach (var token in _tokens.Values)
        {
            if (token.Kind == kind && token.Service == service)
            {
                return token;
            }
        }

        return null;
    }
}
