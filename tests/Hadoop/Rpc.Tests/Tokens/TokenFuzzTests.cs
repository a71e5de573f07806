using System.Text;
using Hathi.Base;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Authentication;
using Hathi.Hadoop.Tokens;

namespace Hathi.Rpc.Tests.Tokens;

/// <summary>Damaged responses and files of tokens are refused, never more than that. A failing run names its seed.</summary>
public sealed class TokenFuzzTests
{
    private const int Runs = 3_000;

    [Fact]
    [Fuzzes(typeof(TokenMechanism))]
    public void A_damaged_response_proves_nothing()
    {
        for (ulong seed = 0; seed < Runs; seed++)
        {
            var random = new SeededRandom(seed);
            var mechanism = new TokenMechanism(new Secrets());
            var proof = new TokenProof(new Token([1, 2, 3], Secrets.Password, "K", ""));
            var response = Damage.Of([proof.Answer(mechanism.Offer.Challenge.Span, "", TokenMechanism.Realm)], random);
            try
            {
                mechanism.Evaluate(response);
                Assert.True(mechanism.IsComplete, $"seed {seed}");
                Assert.Equal("bob", mechanism.User); // the damage was where it does not matter, such as maxbuf
            }
            catch (RpcFault fault)
            {
                Assert.True(fault.IsFatal && !mechanism.IsComplete, $"seed {seed}");
            }
        }
    }

    [Fact]
    [Fuzzes(typeof(TokenProof), typeof(DigestMd5))]
    public void A_damaged_challenge_is_refused() => new Fuzz
    {
        Of = nameof(TokenProof),
        Good = [Encoding.ASCII.GetBytes("realm=\"default\",nonce=\"abc=\",qop=\"auth\",charset=utf-8,algorithm=md5-sess")],
        Decode = static bytes => new TokenProof(Sample().Tokens["a"]).Answer(bytes, "", "default"),
        Refusals = [typeof(FormatException)],
    }.Run();

    [Fact]
    [Fuzzes(typeof(CredentialsFile), typeof(WritableReader))]
    public void A_damaged_file_is_refused() => new Fuzz
    {
        Of = nameof(CredentialsFile),
        Good = [CredentialsFile.Encode(Sample()), Convert.FromHexString(CredentialsTests.Protobuf)],
        Decode = static bytes => CredentialsFile.Decode(bytes),
        Refusals = [typeof(FormatException)],
    }.Run();

    [Fact]
    [Fuzzes(typeof(Token))]
    public void A_damaged_token_is_refused() => new Fuzz
    {
        Of = nameof(Token),
        Good = [Sample().Tokens["a"].ToBytes()],
        Decode = static bytes => Token.FromBytes(bytes),
        Refusals = [typeof(FormatException)],
    }.Run();

    private static Credentials Sample()
    {
        var credentials = new Credentials();
        credentials.Add("a", new Token([1, 2, 3], [4], "K", "s"));
        credentials.Add("b", [5]);
        return credentials;
    }

    private sealed class Secrets : ITokenSecrets
    {
        public static readonly byte[] Password = [9, 9, 9];

        public TokenSecret Find(ReadOnlySpan<byte> identifier) => identifier.SequenceEqual((ReadOnlySpan<byte>)[1, 2, 3])
            ? new TokenSecret("bob", "K", Password)
            : throw InvalidToken.Because("unknown");
    }
}
