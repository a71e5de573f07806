using System.Text;
using Hathi.Hadoop.Rpc.Authentication;

namespace Hathi.Rpc.Tests.Tokens;

public sealed class DigestMd5Tests
{
    /// <summary>The example of RFC 2831, section 4: "imap/elwood.innosoft.com", user chris, password secret.</summary>
    private static readonly DigestMd5 s_example = new(
        "chris", "elwood.innosoft.com", "secret", "OA6MG9tEQGm2hh", "OA6MHXh6VqTrRk", "imap/elwood.innosoft.com");

    [Fact]
    public void The_example_of_the_RFC_comes_out()
    {
        Assert.Equal("d388dad90d4bbd760a152321f2143af7", s_example.ClientResponse());
        Assert.Equal("ea40f60335c427b5527b84dbabcdfffd", s_example.ServerResponse());
    }

    [Fact]
    public void Directives_are_read_quoted_and_plain()
    {
        var directives = DigestMd5.Parse("realm=\"a,\\\"b\\\\\", nonce=\"x=\",qop=auth , CHARSET=utf-8,"u8);
        Assert.Equal("a,\"b\\", directives["realm"]);
        Assert.Equal("x=", directives["nonce"]);
        Assert.Equal("auth", directives["qop"]);
        Assert.Equal("utf-8", directives["charset"]);
        Assert.Equal("a,\"b\\", DigestMd5.Parse(Encoding.UTF8.GetBytes("r=" + DigestMd5.Quote("a,\"b\\")))["r"]);
    }

    [Theory]
    [InlineData("realm")]
    [InlineData("realm=\"x")]
    [InlineData("realm=\"x\\")]
    public void What_does_not_parse_is_refused(string text) =>
        Assert.Throws<FormatException>(() => DigestMd5.Parse(Encoding.UTF8.GetBytes(text)));
}
