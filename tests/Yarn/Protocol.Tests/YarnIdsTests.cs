namespace Hathi.Yarn.Protocol.Tests;

public sealed class YarnIdsTests
{
    [Theory]
    [InlineData("container_1410901177871_0001_01_000005")]
    [InlineData("container_e17_1410901177871_0001_01_000005")]
    [InlineData("container_1410901177871_12345_11_1000005")]
    public void Container_ids_survive_their_text(string text) => Assert.Equal(text, YarnIds.ParseContainer(text).ToText());

    [Fact]
    public void An_epoch_is_above_bit_40() =>
        Assert.Equal((17L << 40) | 5, YarnIds.ParseContainer("container_e17_1410901177871_0001_01_000005").Id);

    [Fact]
    public void Application_and_attempt_ids_survive_their_text()
    {
        Assert.Equal("application_1410901177871_0042", YarnIds.ParseApplication("application_1410901177871_0042").ToText());
        Assert.Equal("appattempt_1410901177871_0042_000003", YarnIds.ParseAttempt("appattempt_1410901177871_0042_000003").ToText());
    }

    [Theory]
    [InlineData("application_1")]
    [InlineData("app_1_2")]
    [InlineData("application_x_2")]
    [InlineData("application_1700000000000_4294967297")] // and not number 1
    [InlineData("")]
    public void What_is_no_id_is_refused(string text) => Assert.Throws<FormatException>(() => YarnIds.ParseApplication(text));

    [Theory]
    [InlineData("appattempt_1700000000000_0001_4294967297")]
    [InlineData("appattempt_1700000000000_4294967297_000001")]
    public void What_is_no_attempt_is_refused(string text) => Assert.Throws<FormatException>(() => YarnIds.ParseAttempt(text));

    [Theory]
    [InlineData("container_1700000000000_4294967297_01_000001")]
    [InlineData("container_1700000000000_0001_4294967297_000001")]
    [InlineData("container_1700000000000_0001_01_1099511627777")]
    [InlineData("container_e8388608_1700000000000_0001_01_000001")]
    public void What_is_no_container_is_refused(string text) => Assert.Throws<FormatException>(() => YarnIds.ParseContainer(text));
}
