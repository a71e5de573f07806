using System.Buffers.Binary;
using Google.Protobuf;
using Hathi.Base;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Authentication;
using Hathi.Hadoop.Rpc.Protocol;
using Hathi.Yarn.Core.Operations;
using Hathi.Yarn.Protocol;
using Hathi.Yarn.ResourceManager.Engine;
using Hathi.Yarn.ResourceManager.Mapping;
using Hathi.Yarn.ResourceManager.Options;

namespace Hathi.Yarn.ResourceManager.Secrets;

/// <summary>
/// The tokens with which a user's processes come to the ResourceManager (kind RM_DELEGATION_TOKEN): issued to a user, good for a day,
/// renewed by the renewer that they name for a week at most, and kept in the log. Safe from any thread. Source: Apache's
/// <c>RMDelegationTokenSecretManager</c>.
/// </summary>
internal sealed class DelegationTokens : ITokenSecrets
{
    public const string Kind = "RM_DELEGATION_TOKEN";

    /// <summary>What they are kept under, with the token's number behind it.</summary>
    private const string Prefix = "rm-dt/";

    /// <summary>Tokens that are good at once; one more is refused until others expire.</summary>
    private const int MaxTokens = 100_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _tokens = new(StringComparer.Ordinal);
    private readonly ResourceManagerEngine _engine;
    private readonly RmSecrets _secrets;
    private readonly ResourceManagerOptions _options;
    private readonly IClock _clock;
    private int _lastNumber;

    /// <param name="engine">Keeps them.</param>
    /// <param name="kept">What the Core has kept.</param>
    /// <param name="secrets">The keys.</param>
    /// <param name="options">How long they are good.</param>
    /// <param name="clock">The time.</param>
    public DelegationTokens(
        ResourceManagerEngine engine,
        IReadOnlyDictionary<string, byte[]> kept,
        RmSecrets secrets,
        ResourceManagerOptions options,
        IClock clock)
    {
        _engine = engine;
        _secrets = secrets;
        _options = options;
        _clock = clock;
        foreach (var (name, bytes) in kept)
        {
            if (name.StartsWith(Prefix, StringComparison.Ordinal))
            {
                var entry = Entry.FromBytes(bytes);
                _tokens[KeyOf(entry.Identifier)] = entry;
                _lastNumber = Math.Max(_lastNumber, entry.Parsed.SequenceNumber);
            }
        }
    }

    /// <summary>Issues a token.</summary>
    /// <exception cref="RpcFault">Too many are good.</exception>
    public async ValueTask<TokenProto> IssueAsync(string owner, string renewer, string? realUser)
    {
        await ForgetExpiredAsync().ConfigureAwait(false);
        var now = Now();
        Entry entry;
        lock (_gate)
        {
            if (_tokens.Count >= MaxTokens)
            {
                throw FaultMapping.Wrapped(
                    JavaErrors.Io, $"{MaxTokens} delegation tokens are good already; cancel those that are not needed.");
            }

            var ring = _secrets.Delegation;
            var parsed = new YARNDelegationTokenIdentifierProto
            {
                Owner = owner,
                Renewer = renewer,
                RealUser = realUser ?? "",
                IssueDate = now,
                MaxDate = now + (long)_options.DelegationTokenMaxLifetime.TotalMilliseconds,
                SequenceNumber = ++_lastNumber,
                MasterKeyId = ring.CurrentId,
            };
            var identifier = parsed.ToByteArray();
            entry = new Entry(
                identifier, parsed, ring.Sign(identifier), now + (long)_options.DelegationTokenRenewInterval.TotalMilliseconds);
            _tokens[KeyOf(identifier)] = entry;
        }

        await KeepAsync(entry, entry.ToBytes()).ConfigureAwait(false);
        return new TokenProto
        {
            Identifier = ByteString.CopyFrom(entry.Identifier), Password = ByteString.CopyFrom(entry.Password), Kind = Kind, Service = "",
        };
    }

    /// <summary>Makes a token good for longer.</summary>
    /// <returns>Until when, wall milliseconds.</returns>
    /// <exception cref="RpcFault">It is not good, or the caller is not its renewer.</exception>
    public async ValueTask<long> RenewAsync(PresentedToken token, string caller)
    {
        Entry entry;
        lock (_gate)
        {
            var found = Proved(token);
            if (found.Parsed.Renewer.Length == 0 || found.Parsed.Renewer != caller)
            {
                throw new RpcFault(JavaErrors.AccessControl, $"{caller} tries to renew a token with renewer {found.Parsed.Renewer}");
            }

            entry = found with
            {
                RenewBefore = Math.Min(found.Parsed.MaxDate, Now() + (long)_options.DelegationTokenRenewInterval.TotalMilliseconds),
            };
            _tokens[KeyOf(entry.Identifier)] = entry;
        }

        await KeepAsync(entry, entry.ToBytes()).ConfigureAwait(false);
        return entry.RenewBefore;
    }

    /// <summary>Makes a token worthless.</summary>
    /// <exception cref="RpcFault">It is not good, or the caller is neither its owner nor its renewer.</exception>
    public async ValueTask CancelAsync(PresentedToken token, string caller)
    {
        Entry entry;
        lock (_gate)
        {
            entry = Proved(token);
            if (caller != entry.Parsed.Owner && caller != entry.Parsed.Renewer)
            {
                throw new RpcFault(JavaErrors.AccessControl, $"{caller} is not authorized to cancel the token");
            }

            _tokens.Remove(KeyOf(entry.Identifier));
        }

        await KeepAsync(entry, []).ConfigureAwait(false);
    }

    public TokenSecret Find(ReadOnlySpan<byte> identifier)
    {
        lock (_gate)
        {
            return _tokens.TryGetValue(KeyOf(identifier), out var entry) && entry.RenewBefore >= Now()
                ? new TokenSecret(entry.Parsed.Owner, Kind, entry.Password)
                : throw InvalidToken.Because("token (RM_DELEGATION_TOKEN) can't be found in cache: it has expired or was cancelled");
        }
    }

    private Entry Proved(PresentedToken token)
    {
        if (!_tokens.TryGetValue(KeyOf(token.Identifier.Span), out var entry) || entry.RenewBefore < Now())
        {
            throw new RpcFault(JavaErrors.InvalidToken, "The delegation token is not known here: it has expired or was cancelled.");
        }

        return token.Password.Span.SequenceEqual(entry.Password)
            ? entry
            : throw new RpcFault(JavaErrors.AccessControl, "The delegation token has a wrong password.");
    }

    private async ValueTask ForgetExpiredAsync()
    {
        var now = Now();
        var expired = new List<Entry>();
        lock (_gate)
        {
            foreach (var entry in _tokens.Values)
            {
                if (entry.RenewBefore < now)
                {
                    expired.Add(entry);
                }
            }

            expired.ForEach(entry => _tokens.Remove(KeyOf(entry.Identifier)));
        }

        foreach (var entry in expired)
        {
            await KeepAsync(entry, []).ConfigureAwait(false);
        }
    }

    private async ValueTask KeepAsync(Entry entry, byte[] bytes) =>
        await _engine.AskAsync(
            new KeepSecretRequest { Name = $"{Prefix}{entry.Parsed.SequenceNumber}", Bytes = bytes }).ConfigureAwait(false);

    private long Now() => _clock.Read().WallMilliseconds;

    private static string KeyOf(ReadOnlySpan<byte> identifier) => Convert.ToBase64String(identifier);

    /// <summary>A token that is good.</summary>
    /// <param name="Identifier">As it was issued.</param>
    /// <param name="Parsed">The same, read.</param>
    /// <param name="Password">Its password: the key that made it may be gone before it.</param>
    /// <param name="RenewBefore">Wall milliseconds.</param>
    internal sealed record Entry(byte[] Identifier, YARNDelegationTokenIdentifierProto Parsed, byte[] Password, long RenewBefore)
    {
        private const int TimeBytes = sizeof(long);
        private const int PasswordBytes = 20;

        /// <summary>When it must have been renewed, little endian; its password; its identifier.</summary>
        public byte[] ToBytes()
        {
            var bytes = new byte[TimeBytes + PasswordBytes + Identifier.Length];
            BinaryPrimitives.WriteInt64LittleEndian(bytes, RenewBefore);
            Password.CopyTo(bytes, TimeBytes);
            Identifier.CopyTo(bytes, TimeBytes + PasswordBytes);
            return bytes;
        }

        /// <exception cref="FormatException">The bytes are no token that was kept.</exception>
        /// <exception cref="InvalidProtocolBufferException">Its identifier is none.</exception>
        public static Entry FromBytes(byte[] bytes)
        {
            if (bytes.Length < TimeBytes + PasswordBytes)
            {
                throw new FormatException(
                    $"A delegation token was kept in {bytes.Length} bytes, and has at least {TimeBytes + PasswordBytes}.");
            }

            var identifier = bytes[(TimeBytes + PasswordBytes)..];
            return new Entry(
                identifier,
                ProtoBytes.Parse(identifier, YARNDelegationTokenIdentifierProto.Parser),
                bytes[TimeBytes..(TimeBytes + PasswordBytes)],
                BinaryPrimitives.ReadInt64LittleEndian(bytes));
        }
    }
}
