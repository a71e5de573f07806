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
    public void A_damaged_response_proves_nothing()
    {
        for (ulong seed = 0; seed < Runs; seed++)
        {
            var random = new SeededRandom(seed);
            var mechanism = new TokenMechanism(new Secrets());
            var proof = new TokenProof(new Token([1, 2, 3], Secrets.Password, "K", ""));
            var response = Damage(proof.Answer(mechanism.Offer.Challenge.Span, "", TokenMechanism.Realm), random);
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
    public void A_damaged_challenge_or_file_is_refused()
    {
        var credentials = new Credentials();
        credentials.Add("a", new Token([1, 2, 3], [4], "K", "s"));
        credentials.Add("b", [5]);
        var file = CredentialsFile.Encode(credentials);
        var challenge = Encoding.ASCII.GetBytes("realm=\"default\",nonce=\"abc=\",qop=\"auth\",charset=utf-8,algorithm=md5-sess");
        for (ulong seed = 0; seed < Runs; seed++)
        {
            var random = new SeededRandom(seed);
            Refuses(() => CredentialsFile.Decode(Damage(file, random)), seed);
            Refuses(() => new TokenProof(credentials.Tokens["a"]).Answer(Damage(challenge, random), "", "default"), seed);
        }
    }

    private static void Refuses(Action read, ulong seed)
    {
        try
        {
            read();
        }
        catch (FormatException)
        {
            // as it should be
        }
        catch (Exception e)
        {
            Assert.Fail($"seed {seed}: {e}");
        }
    }

    private static byte[] Damage(byte[] bytes, SeededRandom random)
    {
        var damaged = bytes.ToArray();
        for (var i = random.Next(4); i >= 0; i--)
        {
            damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
        }

        return random.Next(4) == 0 ? damaged[..random.Next(damaged.Length)] : damaged;
    }

    private sealed class Secrets : ITokenSecrets
    {
        public static readonly byte[] Password = [9, 9, 9];

        public TokenSecret Find(ReadOnlySpan<byte> identifier) => identifier.SequenceEqual((ReadOnlySpan<byte>)[1, 2, 3])
            ? new TokenSecret("bob", "K", Password)
            : throw InvalidToken.Because("unknown");
    }
}
