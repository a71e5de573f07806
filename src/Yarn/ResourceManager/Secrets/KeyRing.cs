using Hathi.Hadoop.Rpc.Protocol;
using Hathi.Hadoop.Tokens;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.ResourceManager.Secrets;

/// <summary>
/// The master keys of one kind of token. One is used; when its time is over a next one is first made known to all who check tokens, then
/// used, and the old one stays good for those who hold its tokens. Immutable: a roll makes a new ring.
/// </summary>
/// <param name="Name">What it is kept under.</param>
/// <param name="Current">New tokens are made with it.</param>
/// <param name="Next">It comes next and is made known already; null: no roll is under way.</param>
/// <param name="Previous">Its tokens are still good here; null: there was none.</param>
internal sealed record KeyRing(string Name, MasterKeyProto Current, MasterKeyProto? Next, MasterKeyProto? Previous)
{
    /// <summary>Numbers leave room for so many rolls: those of a ring that ran for centuries.</summary>
    private const int MaxFirstId = int.MaxValue - 1_000_000;

    /// <summary>
    /// A ring with one new key. Its number is by chance: nodes know keys by their numbers alone, and those of a ResourceManager whose state
    /// was lost must take this one for another.
    /// </summary>
    public static KeyRing New(string name) =>
        new(name, NewKey(System.Security.Cryptography.RandomNumberGenerator.GetInt32(1, MaxFirstId)), Next: null, Previous: null);

    /// <summary>
    /// Makes the next key known. One that is known already stays: nodes have it under its number, and would take no other.
    /// </summary>
    public KeyRing Announce() => Next is null ? this with { Next = NewKey(Current.KeyId + 1) } : this;

    /// <summary>The next key is used from now on.</summary>
    public KeyRing Activate() => Next is { } next ? new KeyRing(Name, next, Next: null, Current) : this;

    /// <summary>The number of the key that new tokens are made with.</summary>
    public int CurrentId => Current.KeyId;

    /// <summary>The number of the key that comes next; null: no roll is under way.</summary>
    public int? NextId => Next?.KeyId;

    /// <summary>The newest key, when a node does not know it.</summary>
    /// <param name="known">The number of the newest that it knows; null: none.</param>
    public MasterKeyProto? Newest(int? known) => (Next ?? Current) is var newest && newest.KeyId != known ? newest : null;

    /// <summary>The key with a number, or null when it is not good any more.</summary>
    public byte[]? Find(int keyId) =>
        keyId == Current.KeyId ? Current.Bytes.ToByteArray()
        : keyId == Next?.KeyId ? Next.Bytes.ToByteArray()
        : keyId == Previous?.KeyId ? Previous.Bytes.ToByteArray()
        : null;

    /// <summary>The password of an identifier that names <see cref="Current"/>.</summary>
    public byte[] Sign(ReadOnlySpan<byte> identifier) => TokenPassword.Of(identifier, Current.Bytes.Span);

    /// <summary>
    /// Bytes for <see cref="Core.Operations.KeepSecretRequest"/>: the current key, then the others, each behind its length.
    /// </summary>
    public byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        foreach (var key in new[] { Current, Next ?? new MasterKeyProto(), Previous ?? new MasterKeyProto() })
        {
            Google.Protobuf.MessageExtensions.WriteDelimitedTo(key, stream);
        }

        return stream.ToArray();
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <exception cref="Google.Protobuf.InvalidProtocolBufferException">The bytes are no ring.</exception>
    public static KeyRing FromBytes(string name, ReadOnlyMemory<byte> bytes)
    {
        var rest = bytes.Span;
        var current = ProtoBytes.ParseDelimited(ref rest, MasterKeyProto.Parser);
        var next = ProtoBytes.ParseDelimited(ref rest, MasterKeyProto.Parser);
        var previous = ProtoBytes.ParseDelimited(ref rest, MasterKeyProto.Parser);
        return new KeyRing(name, current, next.HasKeyId ? next : null, previous.HasKeyId ? previous : null);
    }

    private static MasterKeyProto NewKey(int id) =>
        new() { KeyId = id, Bytes = Google.Protobuf.UnsafeByteOperations.UnsafeWrap(TokenPassword.NewKey()) };
}
