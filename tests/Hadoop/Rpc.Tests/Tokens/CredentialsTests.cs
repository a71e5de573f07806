using Hathi.Hadoop.Tokens;

namespace Hathi.Rpc.Tests.Tokens;

/// <summary>The file of tokens; the bytes are those that Apache Hadoop 3.5.0 writes for the same tokens.</summary>
public sealed class CredentialsTests
{
    internal const string Protobuf =
        "4844545301" // HDTS, protobuf
        + "3B"
        + "0A2F0A016D" + "122A" + "0A03010203" + "12020405" + "1A105941524E5F414D5F524D5F544F4B454E" + "220D31302E302E302E313A38303330"
        + "12080A034B65791A0109";

    private static readonly Token s_token = new([1, 2, 3], [4, 5], "YARN_AM_RM_TOKEN", "10.0.0.1:8030");

    [Fact]
    [GoldenBytes(typeof(CredentialsFile), 0)]
    public void The_file_has_Apaches_bytes()
    {
        var bytes = CredentialsFile.Encode(Sample());
        Assert.Equal(
            "4844545300" // HDTS, Writables
            + "01" + "016D" // one token, alias m
            + "03010203" + "020405" + "105941524E5F414D5F524D5F544F4B454E" + "0D31302E302E302E313A38303330"
            + "01" + "034B6579" + "0109", // one secret key, Key
            Convert.ToHexString(bytes));
        AssertSample(CredentialsFile.Decode(bytes));
    }

    [Fact]
    public void The_other_form_is_read_too()
    {
        AssertSample(CredentialsFile.Decode(Convert.FromHexString(Protobuf)));
    }

    [Fact]
    public void A_token_survives_its_Writable_form() => Assert.Equal(s_token, Token.FromBytes(s_token.ToBytes()));

    [Fact]
    public void Long_lengths_take_more_bytes()
    {
        var token = new Token(new byte[300], new byte[20], "k", "");
        Assert.Equal(300, Token.FromBytes(token.ToBytes()).Identifier.Length);
        Assert.Equal("8E012C", Convert.ToHexString(token.ToBytes().AsSpan(0, 3)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("48445453")]
    [InlineData("4844545302")]
    [InlineData("484454530005016D")]
    [InlineData("48445453008C7FFFFFFF01")]
    [InlineData("48445453007F")]
    [InlineData("4844545301020A00")]
    [InlineData("4844545301050A030A016D")] // an alias without its token
    public void What_is_no_file_of_tokens_is_refused(string hex) =>
        Assert.Throws<FormatException>(() => CredentialsFile.Decode(Convert.FromHexString(hex)));

    [Fact]
    public void Tokens_are_found_by_kind_and_service()
    {
        var credentials = Sample();
        Assert.Same(credentials.Tokens["m"], credentials.Find("YARN_AM_RM_TOKEN"));
        Assert.NotNull(credentials.Find("YARN_AM_RM_TOKEN", "10.0.0.1:8030"));
        Assert.Null(credentials.Find("YARN_AM_RM_TOKEN", "10.0.0.1:8031"));
        Assert.Null(credentials.Find("NMToken"));
    }

    /// <summary>RFC 2202, test case 1, as HMAC-SHA-1 has it: the key there is 20 bytes of 0B.</summary>
    [Fact]
    public void The_password_is_an_HMAC() => Assert.Equal(
        "B617318655057264E28BC0B6FB378C8EF146BE00",
        Convert.ToHexString(TokenPassword.Of("Hi There"u8, Enumerable.Repeat((byte)0x0B, 20).ToArray())));

    private static Credentials Sample()
    {
        var credentials = new Credentials();
        credentials.Add("m", s_token);
        credentials.Add("Key", [9]);
        return credentials;
    }

    private static void AssertSample(Credentials read)
    {
        Assert.Equal(s_token, Assert.Single(read.Tokens).Value);
        Assert.Equal("m", Assert.Single(read.Tokens).Key);
        Assert.Equal([9], read.SecretKeys["Key"]);
    }
}
