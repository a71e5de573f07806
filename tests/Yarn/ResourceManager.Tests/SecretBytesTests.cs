using Google.Protobuf;
using Hathi.Yarn.Protocol;
using Hathi.Yarn.ResourceManager.Secrets;

namespace Hathi.Yarn.ResourceManager.Tests;

/// <summary>The bytes of what the ResourceManager keeps in its log beside applications, and what becomes of others.</summary>
public sealed class SecretBytesTests
{
    // Key 7 of two bytes, no next one, key 6 before it; each behind its length.
    private const string Ring = "06" + "0807" + "12020102" + "00" + "06" + "0806" + "12020304";

    // When it must have been renewed, the password, the identifier: owner ada, renewer yarn, number 5.
    private const string Token = "0068E5CF8B010000" + "0909090909090909090909090909090909090909" + "0A03616461" + "12047961726E" + "3005";

    [Fact]
    [GoldenBytes(typeof(KeyRing), 0)]
    public void A_ring_has_these_bytes()
    {
        var ring = new KeyRing("x", Key(7, 1, 2), Next: null, Key(6, 3, 4));
        Assert.Equal(Ring, Convert.ToHexString(ring.ToBytes()));
        Assert.Equal(ring, KeyRing.FromBytes("x", Convert.FromHexString(Ring)));
    }

    [Fact]
    [GoldenBytes(typeof(DelegationTokens), 0)]
    public void A_delegation_token_has_these_bytes()
    {
        var token = DelegationTokens.Entry.FromBytes(Convert.FromHexString(Token));
        Assert.Equal(("ada", "yarn", 5), (token.Parsed.Owner, token.Parsed.Renewer, token.Parsed.SequenceNumber));
        Assert.Equal(1_700_000_000_000, token.RenewBefore);
        Assert.Equal(Token, Convert.ToHexString(token.ToBytes()));
    }

    [Fact]
    [Fuzzes(typeof(KeyRing))]
    public void Rings() => new Fuzz
    {
        Of = nameof(KeyRing),
        Good = [Convert.FromHexString(Ring)],
        Decode = static bytes => KeyRing.FromBytes("x", bytes),
        Refusals = [typeof(InvalidProtocolBufferException)],
    }.Run();

    [Fact]
    [Fuzzes(typeof(DelegationTokens))]
    public void Tokens() => new Fuzz
    {
        Of = nameof(DelegationTokens),
        Good = [Convert.FromHexString(Token)],
        Decode = static bytes => DelegationTokens.Entry.FromBytes(bytes),
        Refusals = [typeof(FormatException), typeof(InvalidProtocolBufferException)],
    }.Run();

    [Fact]
    public void A_delegation_token_that_was_cut_off_is_none() =>
        Assert.Throws<FormatException>(() => DelegationTokens.Entry.FromBytes(Convert.FromHexString(Token[..40])));

    private static MasterKeyProto Key(int id, params byte[] bytes) => new() { KeyId = id, Bytes = ByteString.CopyFrom(bytes) };
}
