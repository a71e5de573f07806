using System.Text;
using System.Text.Json;
using Hathi.Web.Rest;

namespace Hathi.Web.Tests;

/// <summary>Numbers that are float or double in Java.</summary>
public sealed class JsonFloatsTests
{
    [Theory]
    [InlineData(100f, "100.0")]
    [InlineData(-1f, "-1.0")]
    [InlineData(0f, "0.0")]
    [InlineData(34.333126f, "34.333126")]
    [InlineData(1e7f, "1.0E7")]
    [InlineData(float.NaN, "\"NaN\"")]
    [InlineData(float.PositiveInfinity, "\"Infinity\"")]
    public void A_float_has_a_point_and_what_is_no_number_is_a_text(float value, string text) =>
        Assert.Equal($"{{\"a\":{text}}}", Written(json => json.WriteFloat("a", value)));

    [Fact]
    public void A_double_has_its_own_digits() =>
        Assert.Equal("{\"a\":0.02500000037252903}", Written(static json => json.WriteDouble("a", 0.025f)));

    private static string Written(Action<Utf8JsonWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
