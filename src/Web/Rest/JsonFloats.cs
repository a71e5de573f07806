using System.Text.Json;
using Hathi.Base;

namespace Hathi.Web.Rest;

/// <summary>
/// Numbers that are <c>float</c> or <c>double</c> in Apache's answers: with a point also where they are whole (100.0), for a client may
/// read the kind of a number off its text.
/// </summary>
public static class JsonFloats
{
    /// <summary>A member that is a <c>float</c>.</summary>
    public static void WriteFloat(this Utf8JsonWriter json, string name, float value) =>
        Write(json, name, float.IsFinite(value), JavaNumber.Format(value));

    /// <summary>A member that is a <c>double</c>.</summary>
    public static void WriteDouble(this Utf8JsonWriter json, string name, double value) =>
        Write(json, name, double.IsFinite(value), JavaNumber.Format(value));

    // JSON has no number for what is none.
    private static void Write(Utf8JsonWriter json, string name, bool isFinite, string text)
    {
        if (isFinite)
        {
            json.WritePropertyName(name);
            json.WriteRawValue(text, skipInputValidation: true);
        }
        else
        {
            json.WriteString(name, text);
        }
    }
}
